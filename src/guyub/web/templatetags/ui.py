"""Building blocks of every screen, as template tags."""

from django import template

register = template.Library()
