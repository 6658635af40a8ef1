using System.IO.Compression;
using System.Text;
using System.Text.Json;

// Stands in for the optimizer where a test is about the build alone: reads the same job, writes the same files and records, in no time.
// What a model shall lead to stands in the model file itself: "abort", "killed", "vanish", "wait", "late", "slow", "worse" and "doubtful" are wishes, anything else is fine.
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
using var job = JsonDocument.Parse(File.ReadAllText(args[1]));
var models = job.RootElement.GetProperty("models").EnumerateArray().ToArray();
var log = Environment.GetEnvironmentVariable("FAKE_WORKER_LOG")!;
File.AppendAllText(log, string.Concat(models.Select(m => m.GetProperty("display").GetString() + "\n")));
File.WriteAllText(log + ".pid", $"{Environment.ProcessId}\n");

Console.WriteLine("error: this is native code talking, not a diagnostic");
var failed = false;
for (var i = 0; i < models.Length; i++)
{
    Say(new { kind = "begin", model = i });
    failed |= !Optimize(i, models[i]);
    Say(new { kind = "end", model = i });
}
File.WriteAllText(Text(job.RootElement, "report"), "{\"schema\":1}");
if (models.Any(m => File.ReadAllText(Text(m, "model")) == "late")) WaitOnce(log + ".late");
Tell(job.RootElement.GetProperty("reports"));
return failed ? 1 : 0;

// With everything made and nothing told, until somebody ends the process.
static void WaitOnce(string mark)
{
    if (File.Exists(mark)) return;
    File.WriteAllText(mark, "");
    Thread.Sleep(Timeout.Infinite);
}

// The forms' names stand for their content; their extensions are the optimizer's business.
static void Tell(JsonElement reports)
{
    var (folder, name) = (Text(reports, "folder"), Text(reports, "name"));
    Directory.CreateDirectory(folder);
    foreach (var form in Text(reports, "forms").Split(';')) File.WriteAllText(Path.Combine(folder, $"{name}.{form}"), form);
    if (reports.GetProperty("history").GetString() is { } history) File.AppendAllText(history, "build\n");
    Say(new { kind = "page", model = 0, text = Path.Combine(folder, name + ".html") });
}

static bool Optimize(int index, JsonElement model)
{
    var source = File.ReadAllBytes(Text(model, "model"));
    var wish = Encoding.UTF8.GetString(source);
    if (wish == "abort")
    {
        Console.Error.WriteLine("free(): invalid pointer");
        Environment.FailFast(null);
    }
    if (wish == "killed") System.Diagnostics.Process.GetCurrentProcess().Kill();
    if (wish == "vanish") Environment.Exit(0);
    if (wish == "wait") Thread.Sleep(Timeout.Infinite);
    if (wish == "slow") Thread.Sleep(2000);
    if (wish == "doubtful") Say(new { kind = "diagnostic", model = index, severity = "warning", code = "OB4012", text = "class 'sneaker' went from 98.50 % to 95.00 %." });
    if (wish == "worse")
    {
        File.WriteAllText(Text(model, "report"), "{}");
        Say(new { kind = "diagnostic", model = index, severity = "error", code = "OB4001", text = "accuracy fell from 91.42 % to 88.10 %, more than MaxDrop=1pp allows." });
        return false;
    }

    foreach (var option in model.GetProperty("options").EnumerateObject())
        Say(new { kind = "input", model = index, name = option.Name, text = option.Value.GetString() });
    var optimized = model.GetProperty("options").TryGetProperty("Pruning", out _) ? [.. "pruned "u8, .. source] : source;
    var embedded = optimized;
    File.WriteAllBytes(Text(model, "output"), optimized);
    if (model.GetProperty("embedded").GetString() is { } compressed)
    {
        embedded = Compressed(optimized);
        File.WriteAllBytes(compressed, embedded);
    }
    File.WriteAllText(Text(model, "report"), "{}");
    File.WriteAllText(Text(model, "facts"), $"""
        OriginalBytes={source.Length}
        OptimizedBytes={optimized.Length}
        EmbeddedBytes={embedded.Length}
        MetricName=accuracy
        MetricOriginal=0.9142
        MetricOptimized=0.9138
        LossUpper=0.0031
        Confidence=0.95
        Samples=2000
        SourceSha256=aa
        OptimizedSha256=bb
        OnnxRuntimeVersion=1.29.0
        Input=image<T>|float|N,1,28,28
        Input=class|int64|N
        Output=logits|float|N,10

        """);
    if (model.GetProperty("options").TryGetProperty("ClassNames", out var names))
        foreach (var name in File.ReadAllLines(names.GetString()!))
            File.AppendAllText(Text(model, "facts"), $"ClassName={Encoded(name)}\nClass={Encoded(name)}|0.5|0.25\n");
    Say(new { kind = "summary", model = index, text = Text(model, "display") + " → done" });
    Say(new { kind = "output", model = index, name = "OptimizedBytes", text = $"{optimized.Length}" });
    return true;
}

static byte[] Compressed(byte[] bytes)
{
    using var memory = new MemoryStream();
    using (var brotli = new BrotliStream(memory, CompressionLevel.Fastest))
        brotli.Write(bytes);
    return memory.ToArray();
}

static string Encoded(string name) => string.Concat(name.Select(c => c is '|' or '%' or ',' ? $"%{(int)c:X2}" : c.ToString()));

static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

static void Say(object record) => Console.WriteLine("@@optibuild " + JsonSerializer.Serialize(record));
