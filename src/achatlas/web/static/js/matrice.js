// A heat map or a crossing is a table of links: one tab stop for all of it, arrows from cell to cell, and the focus on the same cell once its click has changed the view.
const TABLE = "table.mat";
const PAGE = 10;
const vu = (e) => e.getClientRects().length > 0;
const liens = (cellule) => [...cellule.querySelectorAll("a:not(.vers-lignes)")].filter(vu);
const rangees = (table) => [...table.rows].filter((r) => !r.classList.contains("gr") && vu(r));
const cellules = (rang) => [...rang.cells].filter(vu);

// What the focus stops at in a cell: its links; the cell itself where nothing leads anywhere.
function arrets(cellule) {
  const trouves = liens(cellule);
  return trouves.length ? trouves : [cellule];
}

// A cell is found again by the codes of its row and of its column, whatever was sorted, folded or filtered meanwhile.
const ligne = (rang) => rang.dataset.l ?? rang.parentElement.tagName;
const colonnes = (table) => [...table.tHead.rows].at(-1).cells;
const colonne = (tete) => tete?.dataset.c ?? tete?.className.split(" ")[0];

function place(arret) {
  const cellule = arret.closest("td,th");
  return { l: ligne(cellule.parentElement), c: colonne(colonnes(cellule.closest(TABLE))[cellule.cellIndex]), n: arrets(cellule).indexOf(arret) };
}

function retrouver(table, { l, c, n }) {
  const rang = rangees(table).find((r) => ligne(r) === l);
  const cellule = rang && (cellules(rang).find((one) => colonne(colonnes(table)[one.cellIndex]) === c) ?? rang.cells[0]);
  return cellule && (arrets(cellule)[n] ?? arrets(cellule)[0]);
}

function porter(table, vers) {
  for (const avant of table.querySelectorAll("[tabindex='0']")) avant.tabIndex = -1;
  vers.tabIndex = 0;
}

function aller(table, vers) {
  if (!vers) return;
  porter(table, vers);
  if (vers.matches("td") && !vers.textContent.trim()) vers.setAttribute("aria-label", table.dataset.vide);
  vers.focus({ preventScroll: true });
  vers.scrollIntoView({ block: "nearest", inline: "nearest" });
}

// From row to row in the same column; from stop to stop along a row.
function debout(table, arret, pas) {
  const cellule = arret.closest("td,th");
  const rangs = rangees(table);
  const rang = rangs[Math.min(Math.max(rangs.indexOf(cellule.parentElement) + pas, 0), rangs.length - 1)];
  const dessous = cellules(rang).findLast((one) => one.cellIndex <= cellule.cellIndex) ?? cellules(rang)[0];
  const rendus = arrets(dessous);
  return rendus[Math.min(arrets(cellule).indexOf(arret), rendus.length - 1)] ?? rendus[0];
}

const tous = (rang) => cellules(rang).flatMap(arrets);

function cible(table, arret, e) {
  const rang = arret.closest("tr");
  if (e.ctrlKey || e.metaKey) return { Home: () => tous(rangees(table)[0])[0], End: () => tous(rangees(table).at(-1)).at(-1) }[e.key]?.();
  const cote = (pas) => { const suite = tous(rang); return suite[Math.min(Math.max(suite.indexOf(arret) + pas, 0), suite.length - 1)]; };
  return {
    ArrowRight: () => cote(1), ArrowLeft: () => cote(-1), Home: () => tous(rang)[0], End: () => tous(rang).at(-1),
    ArrowDown: () => debout(table, arret, 1), ArrowUp: () => debout(table, arret, -1), PageDown: () => debout(table, arret, PAGE), PageUp: () => debout(table, arret, -PAGE),
  }[e.key]?.();
}

// Escape leaves the table for what follows it.
function sortir(table) {
  const suivants = [...document.querySelectorAll("main a[href],main button,main summary,.pied a")];
  suivants.find((one) => table.compareDocumentPosition(one) === Node.DOCUMENT_POSITION_FOLLOWING && vu(one))?.focus();
}

let garde = null;

function touche(e) {
  const table = e.target.closest?.(TABLE);
  if (!table || e.altKey || e.shiftKey || !e.target.matches("a,td,th")) return;
  const vers = e.key === "Escape" ? null : cible(table, e.target, e);
  if (vers === undefined) return;
  e.preventDefault();
  if (vers) aller(table, vers);
  else sortir(table);
}

function matrices() {
  for (const table of document.querySelectorAll(TABLE)) {
    for (const lien of table.querySelectorAll("a")) lien.tabIndex = -1;
    table.closest("[tabindex]")?.removeAttribute("tabindex");
    const ici = table.contains(document.activeElement) ? document.activeElement : null;
    porter(table, ici ?? liens(table.querySelector("td.sel,tbody th:has(a)") ?? table)[0] ?? table.rows[0].cells[0]);
    if (garde && !ici) aller(table, retrouver(table, garde));
    garde = null;
  }
  for (const dit of document.querySelectorAll("[data-fleches]")) dit.hidden = false;
}

// The focus comes back with the view, before anything else is clicked; once more when htmx has settled the attributes.
matrices();
document.addEventListener("htmx:afterSwap", matrices);
document.addEventListener("htmx:afterSettle", matrices);
document.addEventListener("keydown", touche);
document.addEventListener("focusin", (e) => { const table = e.target.closest?.(TABLE); if (table && e.target.matches("a:not(.vers-lignes)")) porter(table, e.target); });
document.addEventListener("htmx:beforeSwap", () => { const ici = document.activeElement; garde = ici.matches(`${TABLE} :is(a,td,th)`) ? place(ici) : null; });
