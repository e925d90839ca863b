// Marks are links. Here they also answer to modifiers (add, exclude) and to the arrows, one tab stop for each drawing.
const NOMS = ".nomme, .case, .col, .zone, .arc";

// An address is followed by a link put in the view: htmx boosts it like any other, and pushes it in the history.
export function suivre(href) {
  if (!href) return;
  const lien = document.createElement("a");
  lien.href = href;
  (document.querySelector("#vue") ?? document.body).append(lien);
  window.htmx?.process(lien);
  lien.click();
}

function visibles(groupe) {
  return [...groupe.querySelectorAll(NOMS)].filter((m) => m.getClientRects().length);
}

// What a row also leads to (leave it out, its page, its lines) is a tab stop on the row where one is, and on no other.
const SUITE = "th > a:not(.nomme)";

function porter(marque, rang) {
  marque.tabIndex = rang;
  for (const lien of marque.closest("tr")?.querySelectorAll(SUITE) ?? []) lien.tabIndex = rang;
}

function aller(groupe, depuis, pas) {
  const tous = visibles(groupe);
  const rang = pas === Infinity ? tous.length - 1 : pas === -Infinity ? 0 : tous.indexOf(depuis) + pas;
  const vers = tous[Math.min(Math.max(rang, 0), tous.length - 1)];
  porter(depuis, -1);
  porter(vers, 0);
  vers.focus();
}

const PAS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, Home: -Infinity, End: Infinity };

function touche(e) {
  const marque = e.target.closest?.(NOMS);
  const groupe = marque?.closest("[data-marques]");
  if (!groupe || e.ctrlKey || e.metaKey || e.altKey) return;
  if (e.key in PAS) aller(groupe, marque, PAS[e.key]);
  else if (e.key === " " && marque.dataset.ajouter) suivre(marque.dataset.ajouter);
  else if (e.key === "Delete" && marque.dataset.exclure) suivre(marque.dataset.exclure);
  else if (e.key === "Escape") groupe.closest("section")?.querySelector("h2 a")?.focus();
  else return;
  e.preventDefault();
}

function clic(e) {
  const marque = e.target.closest?.(NOMS);
  if (!marque) return;
  const { ajouter, exclure } = marque.dataset;
  if ((e.ctrlKey || e.metaKey) && ajouter) suivre(ajouter);
  else if (e.altKey && exclure) suivre(exclure);
  else if (marque instanceof SVGElement && ajouter && !e.shiftKey) suivre(marque.getAttribute("href"));
  else return;
  e.preventDefault();
  e.stopPropagation();
}

// A mark that was left out is drawn no more, a filter taken off has no pill: the focus goes to what stands beside, not to the top.
let quitte = "";

function quitter() {
  const lieu = document.activeElement?.closest("section.pan, .route");
  quitte = lieu ? (lieu.id ? `#${lieu.id} [data-marques] [tabindex="0"]` : ".route .x, .route summary") : "";
}

function reprendre() {
  if (!quitte || document.activeElement !== document.body) return;
  [...document.querySelectorAll(quitte)].find((m) => m.getClientRects().length)?.focus({ preventScroll: true });
}

let ecoute = false;

export function marques(racine) {
  for (const groupe of racine.querySelectorAll("[data-marques]")) {
    const tous = [...groupe.querySelectorAll(NOMS)];
    const garde = tous.find((m) => m === document.activeElement) ?? tous.find((m) => m.getClientRects().length) ?? tous[0];
    for (const m of tous) porter(m, m === garde ? 0 : -1);
  }
  reprendre();
  if (ecoute) return;
  ecoute = true;
  document.addEventListener("htmx:beforeSwap", quitter);
  document.addEventListener("keydown", touche);
  document.addEventListener("click", clic, true);
}
