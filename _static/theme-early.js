// What has to be known before the page is painted: the reader's choice of light or dark, and that
// scripts run.
let theme = "auto";
try {
  theme = localStorage.getItem("theme") || theme;
} catch {
  // Storage is blocked: the system's choice stands.
}
document.body.dataset.theme = theme;
// Furo takes this mark away too, but only after the page is painted: forms would appear late.
document.documentElement.classList.remove("no-js");
