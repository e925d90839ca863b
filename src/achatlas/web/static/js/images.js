// A drawing as PNG: its SVG, twice as large, on a canvas; nothing leaves the browser.
const DENSITE = 2;

function nom(reponse) {
  const dit = reponse.headers.get("Content-Disposition")?.match(/filename\*=UTF-8''([^;]+)/)?.[1] ?? "image.svg";
  return decodeURIComponent(dit).replace(/\.svg$/, ".png");
}

function enregistrer(octets, fichier) {
  const lien = document.createElement("a");
  lien.href = URL.createObjectURL(octets);
  lien.download = fichier;
  lien.click();
  setTimeout(() => URL.revokeObjectURL(lien.href), 10_000);
}

export async function png(adresse) {
  const reponse = await fetch(adresse);
  if (!reponse.ok) throw new Error(reponse.status);
  const texte = await reponse.text();
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(texte)}`;
  await image.decode();
  const toile = document.createElement("canvas");
  toile.width = image.naturalWidth * DENSITE;
  toile.height = image.naturalHeight * DENSITE;
  toile.getContext("2d").drawImage(image, 0, 0, toile.width, toile.height);
  const octets = await new Promise((fait) => { toile.toBlob(fait, "image/png"); });
  enregistrer(octets, nom(reponse));
}
