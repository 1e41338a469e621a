-- Sends the requests of a file one after another: a path a line, then its headers, all parted by tabs.
-- wrk itself only knows one request; a site is many.
local requests, sent = {}, 0

function init(args)
  for line in io.lines(args[1]) do
    local parts = {}
    for part in line:gmatch("[^\t]+") do parts[#parts + 1] = part end
    local headers = {}
    for number = 2, #parts do
      local name, value = parts[number]:match("^(.-): (.*)$")
      headers[name] = value
    end
    requests[#requests + 1] = wrk.format("GET", parts[1], headers)
  end
end

function request()
  sent = sent % #requests + 1
  return requests[sent]
end

function done(summary, latency, _)
  local bad = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "us": %d, "errors": %d, "p50": %.0f, "p95": %.0f, "p99": %.0f, "most": %.0f}\n',
    summary.requests, summary.duration,
    bad.connect + bad.read + bad.write + bad.status + bad.timeout,
    latency:percentile(50), latency:percentile(95), latency:percentile(99), latency.max))
end
