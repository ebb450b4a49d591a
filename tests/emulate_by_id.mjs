// GitHub answers /repositories/{id}/… as it does /repos/{owner}/{name}/…; emulate knows the id alone.
// Loaded before emulate, this asks it for the id's name and hands the request on under that.
import http from "node:http";

const emit = http.Server.prototype.emit;

http.Server.prototype.emit = function (event, request, ...rest) {
  const found = event === "request" && /^\/repositories\/(\d+)\/(.*)$/.exec(request.url);
  if (!found) return emit.call(this, event, request, ...rest);
  const [, id, below] = found;
  http.get({ host: "127.0.0.1", port: this.address().port, path: `/repositories/${id}` }, (answer) => {
    let text = "";
    answer.on("data", (part) => (text += part));
    answer.on("end", () => {
      const name = answer.statusCode === 200 && JSON.parse(text).full_name;
      if (name) request.url = `/repos/${name}/${below}`;
      emit.call(this, event, request, ...rest);
    });
  });
  return true;
};
