// A range of columns that follow one another: dragged over with a pointer, or taken with Shift and the arrows; the address is the one of a choice made column by column.
import { suivre } from "./marques.js";

const COLONNE = "[data-brosse] .col[data-code]";
const DIVISEURS = { "": 100, k: 1e5, M: 1e8 };
const PAS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -Infinity, End: Infinity };
const AU_MOINS = 4;

let prise = null;

const colonnes = (dessin) => [...dessin.querySelectorAll(".col[data-code]")];
const dite = (dessin) => dessin.closest("section")?.querySelector("[data-plage]");

// « De 5 à 10 km » then « De 30 à 50 km » is « De 5 à 50 km », as the server says it of what is chosen.
export function nommer(premier, dernier) {
  if (premier === dernier) return premier;
  const debut = /^(De )?(.+?) à (.+)$/.exec(premier);
  const fin = /^(De )?(.+?) à (.+)$/.exec(dernier);
  const plus = /^Plus de \S+( .+)$/.exec(dernier);
  if (debut && fin) return `${debut[1] ?? ""}${debut[2]} à ${fin[3]}`;
  if (fin && premier.startsWith("Moins de ")) return `Moins de ${fin[3]}`;
  if (debut && plus) return `Plus de ${debut[2]}${plus[1]}`;
  return [premier, dernier].some((nom) => nom.includes(" ")) ? `${premier} … ${dernier}` : `${premier} à ${dernier}`;
}

function bornes() {
  const [a, b] = [prise.debut, prise.fin].sort((x, y) => x - y);
  return colonnes(prise.dessin).slice(a, b + 1);
}

function phrase(prises) {
  const { total, unite } = prise.dessin.dataset;
  const ordre = unite.replace("€", "");
  const somme = prises.reduce((s, c) => s + Number(c.dataset.v), 0);
  const nombre = new Intl.NumberFormat(document.documentElement.lang || "fr", { minimumFractionDigits: +(ordre === "M"), maximumFractionDigits: +(ordre === "M") });
  const pour_cent = Math.round((100 * somme) / Number(total));
  const [deux, cent, montant] = document.documentElement.lang === "fr" ? [" : ", " %", (n) => `${n} ${unite}`] : [": ", "%", (n) => `€${n}${ordre}`];
  const part = Number(total) > 0 && somme >= 0 ? `, ${pour_cent === 0 && somme ? "< 1" : pour_cent}${cent}` : "";
  return `${nommer(prises[0].dataset.nom, prises.at(-1).dataset.nom)}${deux}${montant(nombre.format(somme / DIVISEURS[ordre]))}${part}`;
}

function montrer() {
  const prises = bornes();
  const [gauche, droite] = [prises[0], prises.at(-1)].map((c) => c.querySelector(".cible"));
  const socle = prise.dessin.querySelector(".sol");
  let cadre = prise.dessin.querySelector(".apercu");
  if (!cadre) {
    cadre = document.createElementNS(prise.dessin.namespaceURI, "rect");
    cadre.setAttribute("class", "plage apercu");
    prise.dessin.append(cadre);
  }
  const x = Number(gauche.getAttribute("x"));
  const y = Number(gauche.getAttribute("y"));
  const places = { x, y, width: Number(droite.getAttribute("x")) + Number(droite.getAttribute("width")) - x, height: Number(socle.getAttribute("y1")) - y };
  for (const [nom, valeur] of Object.entries(places)) cadre.setAttribute(nom, valeur);
  prise.dessin.classList.add("brossee");
  const texte = phrase(prises);
  const lieu = dite(prise.dessin);
  if (lieu) { lieu.dataset.usuel ??= lieu.textContent; lieu.textContent = texte; lieu.classList.add("vive"); }
  return texte;
}

function lacher() {
  if (!prise) return;
  prise.dessin.querySelector(".apercu")?.remove();
  prise.dessin.classList.remove("brossee");
  const lieu = dite(prise.dessin);
  if (lieu?.dataset.usuel) { lieu.textContent = lieu.dataset.usuel; lieu.classList.remove("vive"); }
  prise = null;
}

function garder() {
  const { brosse, axe } = prise.dessin.dataset;
  const codes = bornes().map((c) => `${axe}=${encodeURIComponent(c.dataset.code)}`);
  const adresse = brosse.replace(`${axe}=~`, codes.join("&"));
  prise = null;
  suivre(adresse);
}

function sous(x) {
  const rangs = colonnes(prise.dessin).map((c) => c.querySelector(".cible").getBoundingClientRect());
  const trouve = rangs.findIndex((r) => x < r.right);
  return trouve < 0 ? rangs.length - 1 : trouve;
}

function appuyer(e) {
  lacher();
  const colonne = e.target.closest?.(COLONNE);
  if (!colonne || e.button || !e.isPrimary || e.ctrlKey || e.metaKey || e.altKey) return;
  const dessin = colonne.closest("[data-brosse]");
  const rang = colonnes(dessin).indexOf(colonne);
  prise = { dessin, debut: rang, fin: rang, x: e.clientX, pointeur: e.pointerId, mue: false };
}

function glisser(e) {
  if (prise?.pointeur !== e.pointerId) return;
  if (!prise.mue && Math.abs(e.clientX - prise.x) < AU_MOINS) return;
  if (!prise.mue) document.activeElement?.blur();
  prise.mue = true;
  prise.fin = sous(e.clientX);
  montrer();
}

// Within one column nothing was dragged: the click that follows is one.
function relever(e) {
  if (prise?.pointeur !== e.pointerId) return;
  if (prise.mue && prise.fin !== prise.debut) garder();
  else lacher();
}

function etendre(colonne, pas) {
  const dessin = colonne.closest("[data-brosse]");
  const toutes = colonnes(dessin);
  const ici = toutes.indexOf(colonne);
  if (prise?.dessin !== dessin) { lacher(); prise = { dessin, debut: ici, fin: ici }; }
  prise.fin = Math.min(Math.max(prise.fin + pas, 0), toutes.length - 1);
  colonne.tabIndex = -1;
  toutes[prise.fin].tabIndex = 0;
  const tenue = prise;
  toutes[prise.fin].focus();
  prise = tenue;
  document.querySelector("#annonce").textContent = `${montrer()}. Entrée garde, Échap abandonne.`;
}

function touche(e) {
  const colonne = e.target.closest?.(COLONNE);
  if (e.shiftKey && colonne && e.key in PAS) etendre(colonne, PAS[e.key]);
  else if (prise && e.key === "Enter" && colonne) garder();
  else if (prise && e.key === "Escape") lacher();
  else { if (prise && e.key !== "Shift") lacher(); return; }
  e.preventDefault();
  e.stopPropagation();
}

function preparer() {
  for (const lieu of document.querySelectorAll("[data-plage]")) lieu.hidden = false;
}

preparer();
document.addEventListener("htmx:afterSwap", preparer);
document.addEventListener("pointerdown", appuyer);
document.addEventListener("pointermove", glisser);
document.addEventListener("pointerup", relever);
document.addEventListener("pointercancel", lacher);
document.addEventListener("dragstart", (e) => { if (e.target.closest?.("[data-brosse]")) e.preventDefault(); });
document.addEventListener("keydown", touche, true);
