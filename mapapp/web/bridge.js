// Joins the page to the window that shows it: what changes here is announced, what changes there is followed.
"use strict";
new QWebChannel(qt.webChannelTransport, (channel) => {
  const window_ = channel.objects.atlas;
  document.addEventListener("atlas", (event) => window_.announced(JSON.stringify(event.detail)));
  window_.changed.connect((view) => followView(JSON.parse(view)));
  window_.joined();
});
