// The reader's choice of light or dark, before the page is painted.
let theme = "auto";
try {
  theme = localStorage.getItem("theme") || theme;
} catch {
  // Storage is blocked: the system's choice stands.
}
document.body.dataset.theme = theme;
