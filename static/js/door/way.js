/* Which way people go past this phone: in, until a volunteer says out. As long as it is out the bar says so; a tap there, or
   opening the page anew, is in again. */

const bar = document.getElementById("way-out");

/** "in" or "out". */
export const direction = () => (bar.hidden ? "in" : "out");

document.getElementById("go-out").addEventListener("click", ({ target }) => {
  bar.hidden = false;
  target.closest("dialog").close();
});
bar.addEventListener("click", () => (bar.hidden = true));
