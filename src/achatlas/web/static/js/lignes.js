// « lignes » on every cell: L on a mark or a cell opens its lines; a cell that is pointed at shows the link.
const OUVRENT = ".mat td a, .mat th a, .nomme, .case, .col, .zone";
const RESTENT = ["par", "selon", "valeur", "tri", "part", "page", "entre", "et", "en"];

// The lines of a mark: its row says them; else the address that keeps it alone, on the page of the lines.
export function lignes(marque) {
  const chemin = document.querySelector("#vue")?.dataset.lignes;
  const dites = marque.closest("tr")?.querySelector(".lg-l")?.getAttribute("href");
  if (!chemin || dites) return chemin ? dites : "";
  const choisie = marque.getAttribute("aria-current") === "true" || marque.classList.contains("m-choisi");
  const garde = choisie ? location.href : marque.getAttribute("href");
  if (!garde || garde.startsWith("#")) return "";
  const adresse = new URL(garde, location.href);
  for (const nom of RESTENT) adresse.searchParams.delete(nom);
  return chemin + adresse.search;
}

function montrer(e) {
  const cellule = e.target.closest?.(".mat td");
  const marque = cellule?.querySelector("a:not(.vers-lignes)");
  if (!marque || cellule.querySelector(".vers-lignes")) return;
  const href = lignes(marque);
  if (!href) return;
  const lien = document.createElement("a");
  Object.assign(lien, { className: "vers-lignes", href, textContent: "lignes", tabIndex: -1 });
  lien.setAttribute("hx-boost", "false");
  lien.setAttribute("aria-hidden", "true");
  cellule.append(lien);
}

export function cellules() {
  document.addEventListener("pointerover", montrer);
  document.addEventListener("focusin", montrer);
  document.addEventListener("keydown", (e) => {
    const marque = e.target.closest?.(OUVRENT);
    if (!marque || e.key.toLowerCase() !== "l" || e.ctrlKey || e.metaKey || e.altKey) return;
    const href = lignes(marque);
    if (href) location.assign(href);
    else document.querySelector("#p-lignes a, #t-lignes")?.focus();
    e.preventDefault();
  });
}
