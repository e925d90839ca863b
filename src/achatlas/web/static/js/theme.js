// The chosen theme is put on the page before it is drawn; without a choice the system decides.
"use strict";
(() => {
  try {
    const choisi = localStorage.getItem("achatlas-teintes");
    if (choisi) document.documentElement.dataset.theme = choisi;
  } catch { /* storage refused: the system decides */ }
})();
