// What JavaScript adds to pages that work without it: the theme, the announcement, the gestures, the slow answer.
import { cellules } from "./lignes.js";
import { marques } from "./marques.js";

const $ = (selecteur, racine = document) => racine.querySelector(selecteur);

function teintes() {
  const choix = $("#theme");
  if (!choix) return;
  choix.closest("[hidden]").hidden = false;
  choix.value = document.documentElement.dataset.theme ?? "";
  choix.addEventListener("change", () => {
    if (choix.value) document.documentElement.dataset.theme = choix.value;
    else delete document.documentElement.dataset.theme;
    try { localStorage.setItem("achatlas-teintes", choix.value); } catch { /* not kept */ }
  });
}

// What a menu leads to is another view of the page: the focus comes back to the menu, and not to the top.
let choisi = "";

function menus() {
  document.addEventListener("click", (e) => {
    choisi = e.target.closest(".deroule a") ? e.target.closest(".deroule").querySelector("summary").id : "";
  });
  const ouverts = () => document.querySelectorAll("details.deroule[open], details.menu[open]");
  document.addEventListener("click", (e) => {
    for (const menu of ouverts()) if (!menu.contains(e.target)) menu.open = false;
  });
  document.addEventListener("keydown", (e) => {
    if (e.key !== "Escape") return;
    for (const menu of ouverts()) { menu.open = false; $("summary", menu).focus(); }
  });
}

// The menu of filters keeps what is typed of a name; without JavaScript, its form asks for the page of names.
function noms() {
  const nu = (texte) => texte.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  document.addEventListener("input", (e) => {
    const menu = e.target.closest("[data-nommer]");
    if (!menu) return;
    let tete;
    for (const li of menu.querySelectorAll("li")) {
      if (li.matches(".tete")) tete = li;
      li.hidden = li === tete || !nu(li.textContent).includes(nu(e.target.value.trim()));
      if (!li.hidden) tete.hidden = false;
    }
    $(".note", menu).hidden = Boolean($("li:not([hidden])", menu));
  });
}

// What a figure is computed from opens beside it, and stays in the window.
function calculs() {
  document.addEventListener("toggle", (e) => {
    const dit = e.target.open && e.target.matches?.(".calcul") && $(".calcul-d", e.target);
    if (!dit) return;
    dit.style.translate = "";
    const { left, right } = dit.getBoundingClientRect(), bord = document.documentElement.clientWidth - 8;
    const vers = Math.max(8 - left, 0) || Math.min(bord - right, 0);
    if (vers) dit.style.translate = `${vers}px 0`;
  }, true);
}

function annonces() {
  let lent;
  document.addEventListener("htmx:beforeRequest", (e) => {
    e.target.closest("tr, .col, .case")?.classList.add("attendu");
    clearTimeout(lent);
    lent = setTimeout(() => { const dit = $(".attente"); if (dit) dit.hidden = false; }, 2000);
  });
  document.addEventListener("htmx:afterSettle", () => {
    clearTimeout(lent);
    const vue = $("#vue");
    if (vue?.dataset.annonce) $("#annonce").textContent = vue.dataset.annonce;
    if (choisi) document.getElementById(choisi)?.focus({ preventScroll: true });
    choisi = "";
    replis();
    images();
    marques(document);
    besoins();
  });
  document.addEventListener("htmx:sendError", () => dire(document.body.dataset.muet));
  document.addEventListener("htmx:responseError", (e) => { location.assign(e.detail.pathInfo.finalRequestPath); });
  document.addEventListener("click", (e) => {
    if (e.target.closest("[data-arreter]")) { htmx.trigger("#vue", "htmx:abort"); $(".attente").hidden = true; }
  });
}

// Another language is another page: what was typed in this one comes back there, once.
const SAISIES = "achatlas-saisies";
const champs = () => [...document.querySelectorAll("input[id]:is([type=text],[type=search],:not([type])),textarea[id]")];

function saisies() {
  document.addEventListener("click", (e) => {
    if (!e.target.closest("a[hreflang]")) return;
    const dites = champs().filter((c) => c.value).map((c) => [c.id, c.value, c.value !== c.defaultValue]);
    try { sessionStorage.setItem(SAISIES, JSON.stringify([location.pathname, dites])); } catch { /* not kept */ }
  });
  try {
    const [page, dites] = JSON.parse(sessionStorage.getItem(SAISIES) ?? "[]");
    sessionStorage.removeItem(SAISIES);
    for (const [id, dit, tape] of page === location.pathname ? dites : []) {
      const champ = document.getElementById(id);
      if (!champ || (champ.value && !tape)) continue;
      champ.value = dit;
      for (let menu = champ.closest("details"); menu; menu = menu.parentElement.closest("details")) menu.open = true;
    }
  } catch { /* nothing was kept */ }
}

// On a narrow screen the second panels are folded; those that were opened stay so from one view to the next.
const ouverts = new Set();
const etroit = matchMedia("(max-width:760px)");

function deplier() {
  for (const repli of document.querySelectorAll(".repli")) repli.open = true;
}

// A sheet of paper is as narrow as a screen where panels are folded: nothing is folded while it prints.
let imprime = false;

etroit.addEventListener("change", () => { if (etroit.matches && !imprime) replis(); else deplier(); });
window.addEventListener("beforeprint", () => { imprime = true; deplier(); });
window.addEventListener("afterprint", () => { imprime = false; replis(); });

function replis() {
  if (!etroit.matches) return;
  for (const repli of document.querySelectorAll(".repli[data-second]")) {
    const nom = repli.closest("section").id;
    repli.open = ouverts.has(nom) || location.hash === `#${nom}`;
    repli.addEventListener("toggle", () => { ouverts[repli.open ? "add" : "delete"](nom); });
  }
}

// The image of a panel is drawn here from its SVG, with the fonts of the reader; the code comes with the first one asked.
function images() {
  for (const lien of document.querySelectorAll("[data-png]")) lien.hidden = false;
}

document.addEventListener("click", (e) => {
  const lien = e.target.closest("[data-png] a");
  if (!lien) return;
  e.preventDefault();
  import("./images.js").then(({ png }) => png(lien.href)).catch(() => dire(document.body.dataset.image));
}, true);

// The keys of tables and the brush of columns come with the first page that has some.
function besoins() {
  if ($("table.mat")) import("./matrice.js");
  if ($("[data-brosse]")) import("./brosse.js");
}

function dire(texte) {
  const place = $(".attente");
  if (place) { place.textContent = texte; place.hidden = false; }
}

teintes();
menus();
noms();
saisies();
calculs();
annonces();
replis();
images();
marques(document);
cellules();
besoins();
