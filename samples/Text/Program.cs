using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Text;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var count = args.Length > 0 ? int.Parse(args[0]) : 200;
var data = Path.Combine(AppContext.BaseDirectory, "Data");
var (ids, mask, labels) = (Arrays.Read(data, "input_ids"), Arrays.Read(data, "attention_mask"), Arrays.Read(data, "labels"));
count = Math.Min(count, labels.Length);

using var session = Models.Sections.CreateSession();
var watch = Stopwatch.StartNew();
var answers = Enumerable.Range(0, count).Select(Section).ToArray();
watch.Stop();

Console.WriteLine($"{count} package descriptions sorted in {watch.ElapsedMilliseconds} ms, {answers.Where((a, i) => a == labels[i]).Count()} into the section that their maintainer chose.");
foreach (var group in answers.GroupBy(a => a).OrderByDescending(g => g.Count()).Take(5)) Console.WriteLine($"  {group.Count(),4}  {Models.Sections.ClassNames[group.Key]}");
Console.WriteLine($"Size:     {Models.Sections.OriginalBytes:N0} bytes as trained, {Models.Sections.EmbeddedBytes:N0} embedded");
Console.WriteLine($"Evidence: {Models.Sections.MetricName} {Models.Sections.MetricOriginal:P2} before, {Models.Sections.MetricOptimized:P2} after, on {Models.Sections.Samples:N0} descriptions;");
Console.WriteLine($"          the loss is at most {Models.Sections.LossUpper:P2} with {Models.Sections.Confidence:P0} confidence");

int Section(int number)
{
    const int Tokens = 32;
    using var input = OrtValue.CreateTensorValueFromMemory(ids[(number * Tokens)..((number + 1) * Tokens)], [1, Tokens]);
    using var attention = OrtValue.CreateTensorValueFromMemory(mask[(number * Tokens)..((number + 1) * Tokens)], [1, Tokens]);
    using var outputs = session.Run(new RunOptions(), [Models.Sections.Inputs.InputIds, Models.Sections.Inputs.AttentionMask], [input, attention], [Models.Sections.Outputs.Logits]);
    return outputs[0].GetTensorDataAsSpan<float>().ToArray().Index().MaxBy(logit => logit.Item).Index;
}
