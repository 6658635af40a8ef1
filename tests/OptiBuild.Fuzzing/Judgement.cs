using OptiBuild.Engine;
using OptiBuild.Fuzzing.Targets;
using OptiBuild.Onnx;

namespace OptiBuild.Fuzzing;

/// <summary>What is wrong with how an input was read; two findings of one signature are one.</summary>
sealed record Fault(string Kind, string Signature);

/// <summary>Reads an input and judges how that went.</summary>
static class Judgement
{
    /// <param name="folder">Of the target's own.</param>
    /// <param name="allocated">Bytes so far: of the process where nothing else runs in it, else of the thread.</param>
    public static Fault? Of(FuzzTarget target, byte[] input, string folder, Func<long> allocated)
    {
        var before = allocated();
        try
        {
            target.Run(input, folder);
        }
        catch (Exception e) when (e is OptiBuildException or ModelException || target.Allowed.Contains(e.GetType()))
        {
        }
        catch (Exception e)
        {
            return new("crash", $"{e.GetType().Name} {Place(e)}");
        }
        var taken = allocated() - before;
        return taken <= target.Constant + target.PerByte * input.Length ? null : new("allocation", FormattableString.Invariant($"{taken >> 20} MB for {input.Length} bytes"));
    }

    /// <summary>The innermost method of ours.</summary>
    static string Place(Exception e) => (e.StackTrace ?? "").Split('\n').Select(l => l.Trim())
        .FirstOrDefault(l => l.StartsWith("at OptiBuild.", StringComparison.Ordinal) && !l.Contains(".Fuzzing.", StringComparison.Ordinal))?.Split(" in ")[0] ?? e.Message;
}
