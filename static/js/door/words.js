/* The sentences of the page, in the reader's language, and how they are filled in. */

export const words = JSON.parse(document.getElementById("door-words").textContent);

/** `fill("{count} minutes ago", {count: 4})`. */
export const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (gap, name) => values[name] ?? gap);

/** "09.05 WIB": the time at the event, wherever the phone thinks that it is. */
export function timeAt(moment, event) {
  const options = { timeZone: event.iana, hour: "2-digit", minute: "2-digit", hour12: false };
  const parts = new Intl.DateTimeFormat("en-GB", options).formatToParts(moment);
  const part = (type) => parts.find((one) => one.type === type).value;
  return `${part("hour")}.${part("minute")} ${event.zone}`;
}

/** "4 minutes ago". */
export function ago(milliseconds) {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return words.ago[0];
  return minutes < 120 ? fill(words.ago[1], { count: minutes }) : fill(words.ago[2], { count: Math.floor(minutes / 60) });
}
