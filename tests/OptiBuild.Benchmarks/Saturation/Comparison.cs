namespace OptiBuild.Benchmarks.Saturation;

/// <summary>The same model's outputs from two processes.</summary>
/// <param name="Differing">Elements whose bits differ.</param>
/// <param name="Largest">The largest difference.</param>
/// <param name="Changed">Samples of which an output has its largest element elsewhere in some row; where rows have one element, another value.</param>
sealed record Comparison(long Elements, long Differing, double Largest, int Samples, int Changed)
{
    public bool Identical => Differing == 0;

    public static Comparison Of(AnswerFile a, AnswerFile b)
    {
        var pairs = a.Samples.Zip(b.Samples, (x, y) => x.Zip(y, (p, q) => (p, q)).ToArray()).ToArray();
        var values = pairs.SelectMany(s => s.SelectMany(o => o.p.Values.Zip(o.q.Values))).ToArray();
        var differing = values.Where(v => BitConverter.SingleToInt32Bits(v.First) != BitConverter.SingleToInt32Bits(v.Second)).ToArray();
        return new(values.Length, differing.Length, differing.Select(v => Math.Abs((double)v.First - v.Second)).DefaultIfEmpty(0).Max(),
            pairs.Length, pairs.Count(s => s.Any(o => !Choices(o.p).SequenceEqual(Choices(o.q)))));
    }

    static IEnumerable<float> Choices(Answer answer) => answer.Last == 1 ? answer.Values : answer.Values.Chunk(answer.Last).Select(row => (float)Array.IndexOf(row, row.Max()));
}
