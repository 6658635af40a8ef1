using System.Diagnostics;
using OptiBuild.Engine;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Metrics;
using OptiBuild.Engine.Validation;
using OptiBuild.Tests.Infra;
using OptiBuild.Tests.Tables;
using static OptiBuild.Tests.Engine.Metrics.Answering;
using static OptiBuild.Tests.Engine.Validation.GivenSamples;
using Ask = OptiBuild.Tests.Engine.Data.Ask;

namespace OptiBuild.Tests.Engine.Metrics;

/// <summary>Programs are lines of sh: another shell has its own tests where it is at home.</summary>
public sealed class CommandMetricTests
{
    const string Greeting = """read hello; echo '{"name":"margin","better":"higher","share":true}'; """;
    const string Rule = " It reads lines of JSON and answers each with one.";

    static readonly float[] Zero = [1, 0], One = [0, 1];

    /// <summary>Long enough for a shell to start on a busy machine, short where a test waits for its end.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30), Impatience = TimeSpan.FromSeconds(1);

    static Metric Program(string text, LabelKind labels = LabelKind.None) => CommandMetric.Of(new CommandRequest(text, Patience), labels);

    static string Refusal(string text) => Ask.Refusal("OB4014", () =>
    {
        using var scoring = Program(text).Start(CancellationToken.None);
        scoring.Metric.Score(Labelled(Scores(1, 2), 1) with { Origin = "gate.npz, sample 3" });
        scoring.Metric.Score(Labelled(Scores(1, 2), 1) with { Origin = "gate.npz, sample 4" });
    });

    [FactNeedingSh]
    public void TheProgramNamesTheMetric()
    {
        var metric = Program("""read hello; echo "{\"name\":\"error\",\"better\":\"lower\",\"share\":false}" """);

        Assert.Equal(("error", Direction.LowerIsBetter, false), (metric.Name, metric.Direction, metric.IsShare));
    }

    [FactNeedingSh]
    public void AsksForEverySampleInOneProcess()
    {
        using var folder = new TempFolder();
        var log = folder.File("log");

        using (var scoring = Program($$"""{{Greeting}} n=0; while read -r line; do printf '%s\n' "$line" >> '{{log}}'; n=$((n+1)); echo "{\"score\":[$n,4]}"; done""", LabelKind.Classes).Start(CancellationToken.None))
        {
            Assert.Equal([1.0, 4], scoring.Metric.Score(Labelled(Scores(1, 0.5f), 3) with { Origin = "a \"b\"" }));
            Assert.Equal([2.0, 4], scoring.Metric.Score(Labelled(Output([2, 1], 1, float.NaN), 1.5, 2)));
            Assert.Equal(0.375, scoring.Metric.Combine([[1, 4], [2, 4]])(null));
        }

        Assert.Equal("""
            {"sample":"a \u0022b\u0022","label":3,"outputs":[{"name":"y","shape":[2],"values":[1,0.5]}]}
            {"sample":"A sample","label":[1.5,2],"outputs":[{"name":"y","shape":[2,1],"values":[1,null]}]}
            """, File.ReadAllText(log).TrimEnd(), ignoreLineEndingDifferences: true);
    }

    [FactNeedingSh]
    public void HitsAndMissesAreCountedByTheGate()
    {
        using var samples = WithClasses(400, _ => 0);
        var program = Greeting + """while read line; do case "$line" in *'"values":[1,0]'*) echo '{"score":[1]}';; *) echo '{"score":[0]}';; esac; done""";
        var criteria = Criteria.Of(Options.Default, Program(program, LabelKind.Classes));

        var metric = Gate.Measure(new Trial(samples, Inputs, Answering(_ => Zero), Answering(i => i == 7 ? One : Zero)), criteria, new Run(1, (_, _) => { }, CancellationToken.None)).Metric;

        Assert.Equal(("margin", 1, 0.9975, 1, 0), (metric.Name, metric.Original, metric.Optimized, metric.Broken, metric.Repaired));
        Assert.Equal("0", Assert.Single(metric.Classes).Name);
    }

    [TheoryNeedingSh, Provokes("OB4014")]
    [InlineData("exit 3", "it ended with exit code 3 before it had answered.")]
    [InlineData("echo 'no module named torch' >&2; exit 1", "it ended with exit code 1 before it had answered. It said: no module named torch")]
    [InlineData("read hello; echo hi", """its first line is not {"name":"…","better":"higher" or "lower","share":true or false}.""")]
    [InlineData("""read hello; echo '{"name":"x","better":"more","share":true}'""", """its first line is not {"name":"…","better":"higher" or "lower","share":true or false}.""")]
    [InlineData(Greeting + "read line; echo '{}'", """its answer to gate.npz, sample 3 is not {"score":[number]} or {"score":[part,whole]}.""")]
    [InlineData(Greeting + "read line; echo '{\"score\":[1,2,3]}'", """its answer to gate.npz, sample 3 is not {"score":[number]} or {"score":[part,whole]}.""")]
    [InlineData(Greeting + "read line; echo '{\"score\":[1e999]}'", """its answer to gate.npz, sample 3 is not {"score":[number]} or {"score":[part,whole]}.""")]
    [InlineData(Greeting + "read line; echo '{\"score\":[1]}'; read line; echo '{\"score\":[1,2]}'", "its answer to gate.npz, sample 4 holds 2 numbers where others hold 1.")]
    [InlineData(Greeting + "read line; echo '{\"score\":[1]}'", "it ended with exit code 0 before it had answered.")]
    public void EveryFaultIsNamed(string program, string what)
    {
        Assert.Equal(Diagnostics.CommandFailed.With(program, "?", "").Message.Replace("?." + Rule, "", StringComparison.Ordinal) + what + Rule, Refusal(program));
    }

    [FactNeedingSh, Provokes("OB4014")]
    public void WhatItSaysIsMadePrintable()
    {
        Assert.EndsWith("It said: \uFFFD[31mred: :error" + Rule, Refusal("""printf '\033[31mred::error\n' >&2; exit 1"""));
    }

    [FactNeedingSh, Provokes("OB4014")]
    public void AnAnswerThatDoesNotComeIsNotWaitedFor()
    {
        using var folder = new TempFolder();
        var mark = folder.File("mark");

        var message = Ask.Refusal("OB4014", () => CommandMetric.Of(new CommandRequest($"sleep 97; touch '{mark}'", Impatience), LabelKind.None));

        Assert.Contains("it gave no answer within 1 seconds.", message);
        Assert.False(File.Exists(mark));
    }

    [FactNeedingSh]
    public async Task CancellingEndsTheProgramAndWhatItStarted()
    {
        using var folder = new TempFolder();
        using var stop = new CancellationTokenSource();
        var number = folder.File("number");
        var metric = Program($"{Greeting} sleep 300 & echo $! > '{number}'; wait");
        using var scoring = metric.Start(stop.Token);

        stop.CancelAfter(TimeSpan.FromMilliseconds(500));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Run(() => scoring.Metric.Score(Labelled(Scores(1, 2), 1))));

        Assert.True(HasEnded(int.Parse(await File.ReadAllTextAsync(number))));
    }

    [FactNeedingSh]
    public void AProgramThatDoesNotEndIsEnded()
    {
        using var folder = new TempFolder();
        var number = folder.File("number");

        Program($"{Greeting} echo $$ > '{number}'; exec sleep 300");

        Assert.True(HasEnded(int.Parse(File.ReadAllText(number))));
    }

    /// <summary>The example of README.md, as it stands there.</summary>
    [FactNeedingSh(Program = "python3")]
    public void TheExampleOfTheReadmeWorks()
    {
        using var folder = new TempFolder();
        var readme = File.ReadAllText(Path.Combine(Assets.Repository!, "README.md")).ReplaceLineEndings("\n");
        var example = readme.Split("```python\n")[1].Split("```")[0];
        File.WriteAllText(folder.File("score.py"), example);

        using var scoring = Program($"python3 '{folder.File("score.py")}'", LabelKind.Classes).Start(CancellationToken.None);

        Assert.Equal(("confident", Direction.HigherIsBetter, true), (scoring.Metric.Name, scoring.Metric.Direction, scoring.Metric.IsShare));
        Assert.Equal([1.0], scoring.Metric.Score(Labelled(Scores(0.1f, 0.8f, 0.1f), 1)));
        Assert.Equal([0.0], scoring.Metric.Score(Labelled(Scores(0.3f, 0.4f, 0.3f), 1)));
        Assert.Equal([0.0], scoring.Metric.Score(Labelled(Scores(0.1f, 0.8f, 0.1f), 0)));
        Assert.InRange(example.Split('\n').Length, 1, 11);
    }

    /// <summary>The system takes a moment to forget a process.</summary>
    static bool HasEnded(int number) => SpinWait.SpinUntil(() =>
    {
        try
        {
            using var process = Process.GetProcessById(number);
            return process.HasExited || (File.Exists($"/proc/{number}/stat") && File.ReadAllText($"/proc/{number}/stat").Contains(") Z "));
        }
        catch (Exception e) when (e is ArgumentException or IOException)
        {
            // Forgotten before or while it was looked at.
            return true;
        }
    }, TimeSpan.FromSeconds(10));
}
