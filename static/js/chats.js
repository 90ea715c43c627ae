/* The queue of messages that are sent by WhatsApp: one tap opens the chat and notes it, and the next message stands here
   when one comes back. What can't be noted for want of signal is noted with the next tap, or when the signal returns.
   Once nobody holds the message for us any more the page is asked again, so that no two people send it. Without a script
   the button notes it, and the chat is opened by the link that then stands at the top. */

for (const form of document.querySelectorAll("form[data-chat]")) {
  const until = Date.now() + Number(form.dataset.seconds) * 1000;
  const words = form.querySelector("[data-words]");
  let isOpened = false;
  let isNoting = false;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (isNoting) return;
    if (!isOpened && Date.now() >= until) return location.reload();
    if (!isOpened) open(form.dataset.chat, "_blank", "noopener");
    isOpened = true;
    note();
  });
  addEventListener("online", () => { if (isOpened && !isNoting) note(); });

  async function note() {
    isNoting = true;
    words.textContent = form.dataset.noting;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true });
      if (answer.status >= 500) throw new Error(String(answer.status));
      location.replace(answer.ok ? answer.url.split("#")[0] : location.href); // signed out, say: the page itself tells why
    } catch {
      isNoting = false;
      words.textContent = form.dataset.failed;
    }
  }
}

addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
