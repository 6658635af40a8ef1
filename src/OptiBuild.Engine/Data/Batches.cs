namespace OptiBuild.Engine.Data;

/// <summary>Several samples as one set of model inputs.</summary>
/// <param name="Count">How many samples are real: a fixed batch size is filled up by repeating the last one.</param>
/// <param name="Arrays">One for each model input, in the model's order, batch axis included where the model has one. The memory belongs to the batch until the next one is asked for.</param>
public sealed record Batch(int Count, IReadOnlyList<SampleArray> Arrays, IReadOnlyList<Sample> Samples);

/// <summary>Samples in groups that a model takes in one run.</summary>
public static class Batches
{
    /// <summary>Batches in the order of the samples. A model with a fixed batch size gets that size, a model without a batch axis single samples.</summary>
    /// <param name="size">Samples wanted in a batch; one of another shape starts a new batch.</param>
    /// <exception cref="OptiBuildException">OB3028, and what reading samples throws.</exception>
    public static IEnumerable<Batch> Of(Samples samples, IReadOnlyList<ModelInput> inputs, int size, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        var buffers = inputs.Select(_ => new BatchBuffer()).ToArray();
        var group = new List<Sample>();
        var capacity = 0;
        foreach (var sample in samples.Read(cancel))
        {
            if (group.Count > 0 && (group.Count == capacity || !HaveSameShapes(group[0], sample)))
            {
                yield return Batch(group, inputs, buffers);
                group.Clear();
            }
            if (group.Count == 0) capacity = Capacity(sample, inputs, size);
            group.Add(sample);
        }
        if (group.Count > 0) yield return Batch(group, inputs, buffers);
    }

    static int Capacity(Sample sample, IReadOnlyList<ModelInput> inputs, int size)
    {
        var batched = inputs.Where((input, i) => InputFit.HasBatchAxis(input, sample.Arrays[i].Shape.Count)).ToArray();
        if (batched.Length < inputs.Count) return 1;
        var sizes = batched.Where(i => i.Shape.Count > 0 && i.Shape[0] is not null).Select(i => i.Shape[0]!.Value).Distinct().ToArray();
        if (sizes.Length > 1)
            throw new OptiBuildException(Diagnostics.BatchSizes.With(string.Join(", ", batched.Select(i => $"'{i.Name}' {InputFit.Text(i.Shape)}"))));
        return sizes is [var one] ? checked((int)Math.Max(1, one)) : size;
    }

    static bool HaveSameShapes(Sample a, Sample b) => a.Arrays.Zip(b.Arrays).All(p => p.First.Shape.SequenceEqual(p.Second.Shape));

    static Batch Batch(List<Sample> group, IReadOnlyList<ModelInput> inputs, BatchBuffer[] buffers)
    {
        var arrays = new SampleArray[inputs.Count];
        for (var i = 0; i < arrays.Length; i++)
        {
            var first = group[0].Arrays[i];
            var isBatched = InputFit.HasBatchAxis(inputs[i], first.Shape.Count);
            var rows = !isBatched ? 1 : inputs[i].Shape is [{ } k, ..] ? (int)k : group.Count;
            var data = rows == 1 ? first.Data : buffers[i].Fill(group, i, rows);
            arrays[i] = first with { Data = data, Shape = isBatched ? [rows, .. first.Shape] : first.Shape };
        }
        return new Batch(group.Count, arrays, [.. group]);
    }
}
