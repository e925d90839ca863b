// The chosen theme is put on the page before it is drawn; without a choice the system decides.
"use strict";
(() => {
  try {
    const choisi = localStorage.getItem("achatlas-teintes");
    if (choisi) document.documentElement.dataset.theme = choisi;
  } catch { /* storage refused: the system decides */ }

  // « Suivant » asked while the page still loads: nobody listens yet, and the view would stay behind its address.
  const lue = performance.getEntriesByType("navigation")[0]?.name ?? location.href;
  const sansDiese = (adresse) => adresse.split("#", 1)[0];
  if (sansDiese(lue) !== sansDiese(location.href)) location.reload();
  const reprendre = (e) => { if (e.state?.htmx) location.reload(); };
  addEventListener("popstate", reprendre);
  addEventListener("DOMContentLoaded", () => removeEventListener("popstate", reprendre));
})();
