using OptiBuild.Engine.Data;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Engine.Metrics;

/// <summary>What a program of the user's own says of itself in answer to the first line.</summary>
sealed record CommandHello(string Name, Direction Direction, bool IsShare);

/// <summary>A metric that a program of the user's own computes, sample by sample: <c>Metric=command:python score.py</c>.</summary>
/// <remarks>
/// Lines of JSON, one question, one answer:
///   → {"optibuild":1}                       ← {"name":"margin","better":"higher","share":true}
///   → {"sample":…,"label":…,"outputs":[{"name":…,"shape":[…],"values":[…]}]}     ← {"score":[s]} or {"score":[part,whole]}
/// The figure is the mean of s, or Σ part / Σ whole, over the samples; of a share, scores that are all 0 or 1 are answers wrong and right. Both models'
/// answers to a sample are asked one after the other, the original's first. The name is asked for before any work, by a process of its own.
/// </remarks>
static class CommandMetric
{
    public const string Prefix = "command:";

    /// <summary>An answer that takes longer is none: a program that waits must not hang a build.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(60);

    /// <summary>Null where the text names no program.</summary>
    public static string? ProgramOf(string text) =>
        text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && text[Prefix.Length..].Trim() is { Length: > 0 } program ? program : null;

    /// <exception cref="OptiBuildException">OB4014.</exception>
    public static Metric Of(string program, LabelKind labels) => Of(new CommandRequest(program, Limit), labels);

    public static Metric Of(CommandRequest request, LabelKind labels)
    {
        CommandHello hello;
        using (var process = new CommandProcess(request, CancellationToken.None)) hello = process.Hello();
        Metric metric = new(hello.Name, hello.Direction, labels, $"what '{request.Program}' answers", _ => throw new InvalidOperationException("The program is not running."), Combine)
        {
            Unit        = hello.IsShare ? MetricUnit.Share : MetricUnit.Own,
            IsHitOrMiss = hello.IsShare,
            Classes     = _ => null,
            ClassScore  = labels == LabelKind.Classes && hello.IsShare ? Decisions.Score : null,
        };
        return metric with { Begin = cancel => Begin(metric, request, cancel) };
    }

    static Scoring Begin(Metric metric, CommandRequest request, CancellationToken cancel)
    {
        var process = new CommandProcess(request, cancel);
        try
        {
            process.Hello();
            return new(metric with { Score = process.Score }, process);
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    static Figure Combine(IReadOnlyList<double[]> scores) => scores.Count > 0 && scores[0].Length == 2 ? Scores.Ratio(scores) : Scores.Mean(scores);
}
