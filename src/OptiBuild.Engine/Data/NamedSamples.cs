using System.Security.Cryptography;
using System.Text;

namespace OptiBuild.Engine.Data;

/// <summary>A data set whose classes are named by the option ClassNames.</summary>
sealed class NamedSamples(Samples source, IReadOnlyList<string> names) : Samples
{
    public override int Count => source.Count;
    public override LabelKind Labels => source.Labels;
    public override IReadOnlyList<string> ClassNames => names;
    public override bool AreCostly => source.AreCostly;

    /// <exception cref="OptiBuildException">OB3036, and what the samples throw.</exception>
    public override IEnumerable<Sample> Read(CancellationToken cancel)
    {
        foreach (var sample in source.Read(cancel))
        {
            if (sample.Label is { } label && LargestClass(label) is var largest && largest >= names.Count)
                throw new OptiBuildException(Diagnostics.ClassUnnamed.With(sample.Origin, largest.ToString(System.Globalization.CultureInfo.InvariantCulture), names.Count));
            yield return sample;
        }
    }

    static long LargestClass(Label label) => label switch
    {
        { Class: { } one }                => one,
        { Classes: { Count: > 0 } each }  => each.Max(),
        { Boxes: { Count: > 0 } boxes }   => boxes.Max(b => b.Class),
        _                                 => -1,
    };

    public override Samples Only(Func<int, bool> wanted) => new NamedSamples(source.Only(wanted), names);

    public override string Hash() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{source.Hash()}\n{string.Join('\n', names)}")));

    public override void Dispose()
    {
        source.Dispose();
        base.Dispose();
    }
}
