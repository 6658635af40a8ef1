using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace OptiBuild.Tests.Engine.Caching;

/// <param name="Headers">By name, any case.</param>
sealed record Asked(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body);

/// <summary>A server on the loopback that keeps what is put and checks it as bazel-remote 2 does (server/http.go, utils/validate/action_result.go); a test may let it fail.</summary>
sealed class CacheServer : IDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly ConcurrentDictionary<string, byte[]> kept = new();
    readonly ConcurrentQueue<Asked> asked = new();

    public CacheServer()
    {
        listener.Start();
        _ = Serve();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    public IReadOnlyList<Asked> Requests => [.. asked];

    public ConcurrentDictionary<string, byte[]> Kept => kept;

    /// <summary>The raw bytes that answer a request; null for the server's own answer.</summary>
    public Func<Asked, byte[]?>? Fault { get; set; }

    /// <summary>How long an answer is kept back.</summary>
    public TimeSpan Delay { get; set; }

    public static byte[] Answer(int status, byte[]? body = null, string headers = "") =>
        [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} X\r\nConnection: close\r\n{(headers.Contains("Content-Length", StringComparison.Ordinal) ? "" : $"Content-Length: {body?.Length ?? 0}\r\n")}{headers}\r\n")), .. body ?? []];

    async Task Serve()
    {
        while (true)
        {
            try
            {
                var client = await listener.AcceptTcpClientAsync();
                _ = Task.Run(() => Serve(client));
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    async Task Serve(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            if (await Read(stream) is not { } request) return;
            asked.Enqueue(request);
            await Task.Delay(Delay);
            try
            {
                await stream.WriteAsync(Fault?.Invoke(request) ?? Respond(request));
            }
            catch (IOException)
            {
                // Whoever asked did not wait.
            }
        }
    }

    byte[] Respond(Asked request)
    {
        if (request.Path.Split('/') is not ["", "ac" or "cas", { Length: 64 } hash]) return Answer(400);
        var isAction = request.Path.StartsWith("/ac/", StringComparison.Ordinal);
        if (request.Method == "GET") return !kept.TryGetValue(request.Path, out var found) || (isAction && !IsComplete(found)) ? Answer(404) : Answer(200, isAction ? AsMarshalled(found) : found);
        if (request.Method != "PUT" || !request.Headers.ContainsKey("content-length")) return Answer(405);
        if (isAction ? !IsAction(request) : Convert.ToHexStringLower(SHA256.HashData(request.Body)) != hash) return Answer(400);
        kept[request.Path] = request.Body;
        return Answer(200);
    }

    static bool IsAction(Asked request)
    {
        if (request.Headers.GetValueOrDefault("content-type") != "application/json") return false;
        return JsonNode.Parse(request.Body) is JsonObject action && action["outputFiles"] is JsonArray files && files.All(f => f!["path"]!.GetValue<string>() is { Length: > 0 } path && path[0] != '/'
            && System.Text.RegularExpressions.Regex.IsMatch(f["digest"]!["hash"]!.GetValue<string>(), "^[a-f0-9]{64}$") && long.Parse(f["digest"]!["sizeBytes"]!.GetValue<string>(), CultureInfo.InvariantCulture) >= 0);
    }

    /// <summary>An entry whose blobs are gone is none.</summary>
    bool IsComplete(byte[] action) => JsonNode.Parse(action)!["outputFiles"]!.AsArray().All(f => kept.ContainsKey($"/cas/{f!["digest"]!["hash"]}"));

    /// <summary>What went through the server's own objects: other white space, and a field more.</summary>
    static byte[] AsMarshalled(byte[] action)
    {
        var node = JsonNode.Parse(action)!;
        node["executionMetadata"] = new JsonObject { ["worker"] = "127.0.0.1" };
        return Encoding.UTF8.GetBytes(node.ToJsonString(new() { WriteIndented = true }));
    }

    static async Task<Asked?> Read(NetworkStream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!(head is [.., (byte)'\r', (byte)'\n', (byte)'\r', (byte)'\n']))
        {
            if (await stream.ReadAsync(one) == 0) return null;
            head.Add(one[0]);
        }
        var lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(l => l.Split(':', 2)).ToDictionary(p => p[0].Trim(), p => p[1].Trim(), StringComparer.OrdinalIgnoreCase);
        var body = new byte[int.Parse(headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body);
        return new(lines[0].Split(' ')[0], lines[0].Split(' ')[1], headers, body);
    }

    public void Dispose() => listener.Dispose();
}
