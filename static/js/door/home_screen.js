/* The door among the phone's apps: a button where the browser offers to install it, words where it has to be done by hand. */

const part = (name) => document.querySelector(`#ready-dialog [data-home=${name}]`);
const isApp = matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
let offer = null;

function show(name) {
  for (const one of ["app", "button", "iphone", "menu"]) part(one).hidden = one !== name;
}

// only Apple's phones know navigator.standalone
show(isApp ? "app" : "standalone" in navigator ? "iphone" : "menu");

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offer = event;
  show("button");
});
addEventListener("appinstalled", () => show("app"));

part("button").querySelector("button").addEventListener("click", () => offer.prompt());
