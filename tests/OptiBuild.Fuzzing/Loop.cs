using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using OptiBuild.Fuzzing.Mutators;
using OptiBuild.Fuzzing.Targets;

namespace OptiBuild.Fuzzing;

/// <summary>Tries inputs of one target: what reaches something new is kept and changed further.</summary>
sealed class Loop : IDisposable
{
    /// <summary>Changes to one input; a power of two.</summary>
    const int MostChanges = 5;

    readonly Effort effort;
    readonly FuzzTarget target;
    readonly string folder;
    readonly LastInput last;
    readonly Patience patience = new();
    readonly List<byte[]> corpus = [];
    readonly HashSet<int> reached = [];
    readonly HashSet<string> faults = [];
    readonly Draw draw;
    readonly Mutator[] mutators;
    int tried;

    /// <param name="work">A folder of its own, where the input lies too.</param>
    public Loop(Effort effort, string work)
    {
        this.effort = effort;
        target = FuzzTargets.All.Single(t => t.Name == effort.Target);
        folder = Directory.CreateDirectory(Path.Combine(work, "data", "folder")).FullName;
        last = new LastInput(Path.Combine(work, "input"));
        draw = new Draw(effort.Seed, corpus, [.. target.Tokens.Select(t => t.All(c => c <= byte.MaxValue) ? Encoding.Latin1.GetBytes(t) : Encoding.UTF8.GetBytes(t))]);
        mutators = [.. ByteMutators.All, .. Enumerable.Repeat(target.Structure, ByteMutators.All.Length).SelectMany(s => s)];
    }

    /// <returns>How many different faults were found.</returns>
    public int Run(TextWriter output)
    {
        foreach (var file in FuzzTargets.Kept(target, effort.Corpus)) Try(File.ReadAllBytes(file), output);
        if (corpus.Count == 0) corpus.Add([]);
        var watch = Stopwatch.StartNew();
        while (effort.Seconds > 0 ? watch.Elapsed.TotalSeconds < effort.Seconds : tried < effort.Inputs) Try(Mutated(), output);
        if (effort.Keep is { } keep) Keeper.Keep(corpus, Path.Combine(keep, target.Name), input => Seen(input));
        output.WriteLine(FormattableString.Invariant($"{target.Name}: {tried} inputs in {watch.Elapsed.TotalSeconds:0} s ({Environment.CpuUsage.TotalTime.TotalSeconds:0} s of the processor), {corpus.Count} kept, {reached.Count} steps reached, {faults.Count} faults"));
        return faults.Count;
    }

    byte[] Mutated()
    {
        // New ones more often: they are what was not changed yet.
        var input = corpus[Math.Max(draw.Below(corpus.Count), draw.Below(corpus.Count))];
        for (var changes = 1 << draw.Below(MostChanges); changes > 0; changes--) input = draw.One(mutators)(input, draw);
        return input.Length <= LastInput.Longest ? input : input[..LastInput.Longest];
    }

    void Try(byte[] input, TextWriter output)
    {
        tried++;
        last.Write(input);
        patience.Begin();
        Edges.Clear();
        var fault = Judgement.Of(target, input, folder, () => GC.GetTotalAllocatedBytes());
        var seen = Edges.Seen().ToArray();
        if (seen.Any(s => !reached.Contains(s)) || corpus.Count == 0)
        {
            reached.UnionWith(seen);
            corpus.Add(input);
        }
        if (fault is null || !faults.Add(fault.Kind == "allocation" ? fault.Kind : fault.Signature)) return;
        output.WriteLine($"{target.Name}: {fault.Kind}: {fault.Signature}: {Save(effort, fault.Kind, input)}");
    }

    HashSet<int> Seen(byte[] input)
    {
        Edges.Clear();
        patience.Begin();
        Judgement.Of(target, input, folder, () => GC.GetTotalAllocatedBytes());
        return [.. Edges.Seen()];
    }

    public static string Save(Effort effort, string kind, byte[] input)
    {
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(effort.Findings, effort.Target)).FullName, $"{kind}-{Convert.ToHexStringLower(SHA256.HashData(input))[..8]}");
        File.WriteAllBytes(file, input);
        return file;
    }

    public void Dispose()
    {
        last.Dispose();
        patience.Dispose();
    }
}
