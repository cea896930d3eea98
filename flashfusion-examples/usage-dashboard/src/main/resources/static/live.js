// The lines of a log, as the server sends them.
const state = document.querySelector("[data-live]");
const list = document.getElementById("lines");

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function show(line) {
  if (list.querySelector(`[data-id="${line.id}"]`)) {
    return; // the page, or an earlier connection, has it
  }
  const item = document.createElement("li");
  item.className = line.level;
  item.dataset.id = line.id;
  item.append(element("time", line.time), " ", element("b", line.level), " " + line.message);
  list.append(item);
  list.scrollTop = list.scrollHeight;
}

if (state) {
  const events = new EventSource(state.dataset.live);
  const say = (text, live) => {
    state.textContent = text;
    state.classList.toggle("on", live);
  };
  events.onopen = () => say("live", true);
  events.onerror = () => say("connecting again", false);
  events.onmessage = (event) => show(JSON.parse(event.data));
  list.scrollTop = list.scrollHeight;
}
