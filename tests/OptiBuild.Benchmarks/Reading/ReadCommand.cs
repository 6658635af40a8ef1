using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using OptiBuild.Engine;
using OptiBuild.Engine.Data;
using OptiBuild.Onnx;

namespace OptiBuild.Benchmarks.Reading;

/// <param name="Cold">Seconds from the process's start to the last sample of the first pass.</param>
/// <param name="Warm">Seconds of opening and a pass later on.</param>
/// <param name="Cores">Busy in that pass.</param>
sealed record ReadFigures(int Samples, double Cold, double Warm, double Cores, double PeakMiB);

/// <summary>One data set, opened and read twice, in a process of its own.</summary>
static class ReadCommand
{
    public static Command Create()
    {
        var place = new Argument<string>("place");
        var shape = new Argument<string>("shape");
        var command = new Command("read", "Opens and reads a data set twice (started by reading).") { place, shape };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(place), parsed.GetRequiredValue(shape)));
        return command;
    }

    static void Run(string place, string shape)
    {
        var input = new ModelInput("x", ElementType.Float, [null, .. shape.Split('x').Select(n => (long?)long.Parse(n))]);
        var request = new DataRequest(place, nameof(Options.ValidationData), [input], Options.Default);
        using var self = Process.GetCurrentProcess();
        var count = Pass(request);
        var cold = (DateTime.Now - self.StartTime).TotalSeconds;
        self.Refresh();
        var (watch, before) = (Stopwatch.StartNew(), self.TotalProcessorTime);
        Pass(request);
        var warm = watch.Elapsed.TotalSeconds;
        self.Refresh();
        var cores = (self.TotalProcessorTime - before).TotalSeconds / warm;
        Console.WriteLine(JsonSerializer.Serialize(new ReadFigures(count, cold, warm, cores, self.PeakWorkingSet64 / (double)(1 << 20))));
    }

    static int Pass(DataRequest request)
    {
        using var samples = Formats.Open(request);
        return samples.Read(CancellationToken.None).Count();
    }
}
