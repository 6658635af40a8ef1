using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using OptiBuild.Benchmarks.Running;
using OptiBuild.Benchmarks.Saturation;
using OptiBuild.Engine.Data;
using OptiBuild.Engine.Inference;
using OptiBuild.Onnx;

namespace OptiBuild.Benchmarks.Operators;

/// <summary>What ONNX Runtime's operators take in float and in int8: where the table of costs in the engine comes from.</summary>
static class OperatorsCommand
{
    const int Longer = 5, Rounds = 80;

    static readonly OperatorCase[] Cases =
    [
        OperatorCase.Conv(64, 28, 3), OperatorCase.Conv(240, 7, 3), OperatorCase.Conv(64, 28, 1), OperatorCase.Conv(128, 14, 1),
        OperatorCase.Conv(64, 28, 3, group: 64), OperatorCase.Conv(240, 7, 3, group: 240), OperatorCase.Conv(240, 7, 5, group: 240),
        OperatorCase.MatMul(128, 384), OperatorCase.MatMul(32, 384), OperatorCase.MatMul(1, 768), OperatorCase.MatMul(1, 256),
    ];

    public static Command Create()
    {
        var command = new Command("operators", "What ONNX Runtime's operators take in float and in int8.") { Switches.Kernels };
        command.SetAction(parsed => Run(Places.FindRepository(), parsed.GetValue(Switches.Kernels)));
        return command;
    }

    static void Run(string repository, KernelSet kernels)
    {
        MaskedLibrary.Use(kernels, repository);
        var file = Path.Combine(Places.Committed(repository, kernels), "operators.md");
        File.WriteAllText(file, OperatorsTable.Of([.. Cases.Select(Measure)], kernels));
        Console.WriteLine($"Written to '{file}'.");
    }

    static OperatorFigures Measure(OperatorCase what)
    {
        Console.WriteLine(what);
        var (floatOne, int8One) = (Least(what, 1, Arithmetic.Float), Least(what, 1, Arithmetic.Int8));
        var floatEach = (Least(what, Longer, Arithmetic.Float) - floatOne) / (Longer - 1);
        var int8Each = (Least(what, Longer, Arithmetic.Int8) - int8One) / (Longer - 1);
        return new(what, floatEach, int8Each, Conversions: int8One - int8Each);
    }

    /// <summary>The quickest of many runs in nanoseconds: other work on the machine only ever adds time.</summary>
    static double Least(OperatorCase what, int length, Arithmetic arithmetic)
    {
        using var runner = Runner.Open(OperatorChain.Of(what, length, arithmetic), new RunnerSettings(Threads: 1));
        var values = new float[what.Elements];
        for (var i = 0; i < values.Length; i++) values[i] = i % 97 * 0.02f - 1;
        var array = new SampleArray("x", ElementType.Float, what.Shape, MemoryMarshal.AsBytes<float>(values).ToArray());
        var batch = new Batch(1, [array], [new Sample([array], null, "made up")]);
        for (var i = 0; i < Longer; i++) runner.RunOnly(batch);
        return Enumerable.Range(0, Rounds).Min(_ => Time(() => runner.RunOnly(batch)));
    }

    static double Time(Action run)
    {
        var start = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }
}
