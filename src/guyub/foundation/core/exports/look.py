"""The colours of the house on paper and in workbooks: the light values of the tokens in the design system."""

SOGAN = "#6b3f1d"
SOGAN_DEEP = "#43260f"
INDIGO = "#234b82"
INK = "#2b1d12"
INK_2 = "#6a543f"
LINE = "#dccfb6"
PAPER_2 = "#f3ead8"
