// What JavaScript adds to the deposit form: drop files on it, and declare the SHA-256 of each before it leaves.
const formulaire = document.querySelector("#deposer");
const HACHABLE = 512 * 1024 * 1024;
const hexa = (octets) => [...new Uint8Array(octets)].map((o) => o.toString(16).padStart(2, "0")).join("");
const taille = (o) => o >= 1e6 ? `${(o / 1e6).toLocaleString("fr-FR", { maximumFractionDigits: 1 })} Mo` : `${Math.ceil(o / 1e3)} ko`;

function montrer(champ, liste) {
  liste.replaceChildren(...[...champ.files].map((f) => {
    const ligne = document.createElement("li");
    ligne.textContent = `${f.name}, ${taille(f.size)}`;
    return ligne;
  }));
  liste.hidden = !champ.files.length;
}

async function empreintes(fichiers) {
  if (!globalThis.crypto?.subtle || fichiers.some((f) => f.size > HACHABLE)) return "";
  const lues = [];
  for (const f of fichiers) lues.push(hexa(await crypto.subtle.digest("SHA-256", await f.arrayBuffer())));
  return lues.join(" ");
}

function lacher(zone, champ, liste) {
  const porte = (e) => e.dataTransfer?.types.includes("Files");
  for (const geste of ["dragenter", "dragover"]) {
    zone.addEventListener(geste, (e) => { if (porte(e)) { e.preventDefault(); zone.classList.add("survole"); } });
  }
  for (const geste of ["dragleave", "drop"]) zone.addEventListener(geste, () => zone.classList.remove("survole"));
  zone.addEventListener("drop", (e) => {
    if (!porte(e)) return;
    e.preventDefault();
    champ.files = e.dataTransfer.files;
    montrer(champ, liste);
  });
}

if (formulaire) {
  const [champ, liste, etat] = ["#fichiers", "[data-choisis]", "[data-etat]"].map((s) => formulaire.querySelector(s));
  lacher(formulaire.querySelector("[data-lacher]"), champ, liste);
  champ.addEventListener("change", () => montrer(champ, liste));
  formulaire.addEventListener("submit", async (e) => {
    if (formulaire.dataset.pret) return;
    e.preventDefault();
    etat.textContent = document.body.dataset.empreinte;
    try { formulaire.elements.sha256.value = await empreintes([...champ.files]); } catch { formulaire.elements.sha256.value = ""; }
    etat.textContent = document.body.dataset.envoi;
    formulaire.dataset.pret = "1";
    formulaire.requestSubmit();
  });
  addEventListener("pageshow", () => { delete formulaire.dataset.pret; etat.textContent = ""; });
}
