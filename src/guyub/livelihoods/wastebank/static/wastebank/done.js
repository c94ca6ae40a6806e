// The slip is out: what the phone kept of this visit may go.
try {
  localStorage.removeItem(`guyub.visit:${document.querySelector("[data-visit-done]").dataset.visitDone}`);
} catch {
  // nothing was kept
}
