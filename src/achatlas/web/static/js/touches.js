// What JavaScript adds to a queue: one key for each button, arrows along the queue and the candidates, and the focus kept on what is judged.
const CLE = "achatlas-touches";
const vue = () => document.querySelector("[data-clavier]");
const actives = () => { try { return localStorage.getItem(CLE) !== "non"; } catch { return true; } };
const FLECHES = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -1, ArrowRight: 1 };

// Arrows follow what is seen: proposed segments stand one under another and groups side by side; enterprises side by side and names one under another.
function liste(racine, touche) {
  const debout = touche === "ArrowUp" || touche === "ArrowDown";
  const candidats = debout === (racine.querySelector(".cands") !== null);
  return candidats ? "[data-candidat]" : ".file-r a, .prog-b a";
}

function preparer() {
  const choix = document.querySelector("#touches");
  if (!choix) return;
  choix.closest("[hidden]")?.removeAttribute("hidden");
  choix.checked = actives();
  choix.addEventListener("change", () => { try { localStorage.setItem(CLE, choix.checked ? "oui" : "non"); } catch { /* not kept */ } });
}

function voisin(racine, touche) {
  const liens = [...racine.querySelectorAll(liste(racine, touche))];
  const ici = liens.findIndex((lien) => lien.hasAttribute("aria-current"));
  return ici < 0 ? undefined : liens[ici + FLECHES[touche]];
}

// Arrows scroll the page wherever somebody reads; they move along the lists from the pair, from a list, or before anything has the focus.
const libre = (cible) => cible === document.body || cible.matches("[data-sujet]") || cible.closest(".file-r, .autres, .prog-b");

// A key typed while the answer to a choice loads waits for it: it is about the same purchases. Once another subject loads, a key would judge what nobody has read: it is dropped, and that is said.
let choisi = false;
let suivantes = [];
const dire = (mots) => { const annonce = document.querySelector("#annonce"); if (annonce) annonce.textContent = mots; };

function retenir(touche, racine) {
  if (!bouton(racine, touche)) return;
  if (choisi) suivantes.push(touche);
  else dire(document.body.dataset.touche.replace("#", touche.toUpperCase()));
}

function jouer(cible) {
  choisi = cible.matches("[data-candidat]");
  cible.click();
  if (cible.matches("details[open] > summary")) cible.parentElement.querySelector("input:not([type=hidden])")?.focus();
}

const bouton = (racine, touche) => racine.querySelector(`[data-touche="${CSS.escape(touche.toLowerCase())}"]`);

document.addEventListener("keydown", (e) => {
  const racine = vue();
  if (!racine || !actives() || e.repeat || e.ctrlKey || e.metaKey || e.altKey) return;
  if (e.key === "Escape" && e.target.closest("input, select")) {
    document.querySelector("[data-sujet]")?.focus({ preventScroll: true });
    return;
  }
  if (e.target.closest("input, select, textarea")) return;
  if (racine.classList.contains("htmx-request")) {
    retenir(e.key, racine);
    return;
  }
  const cible = e.key in FLECHES ? libre(e.target) && voisin(racine, e.key) : bouton(racine, e.key);
  if (!cible) return;
  e.preventDefault();
  jouer(cible);
});

// What waited is done once the choice is on screen, one key at a time; nothing of it when the choice failed.
function poursuivre() {
  const touche = suivantes.shift();
  const cible = touche && vue() && bouton(vue(), touche);
  if (cible) jouer(cible);
  else choisi = false;
  if (!choisi) suivantes = [];
}

document.addEventListener("htmx:sendError", () => { choisi = false; suivantes = []; });
document.addEventListener("htmx:responseError", () => { choisi = false; suivantes = []; });

document.addEventListener("htmx:afterSettle", () => {
  if (!vue()) return;
  preparer();
  const sujet = document.querySelector("[data-sujet]");
  (sujet ?? document.querySelector("#contenu")).focus({ preventScroll: true });
  sujet?.scrollIntoView({ block: "nearest" });
  poursuivre();
});

preparer();
