namespace OptiBuild.Benchmarks.Saturation;

/// <summary>What a process answered: its sum of <see cref="Probe"/>, then the outputs of sample after sample.</summary>
sealed record AnswerFile(int Probe, IReadOnlyList<IReadOnlyList<Answer>> Samples)
{
    public void Write(string path)
    {
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write(Probe);
        writer.Write(Samples.Count);
        foreach (var sample in Samples)
        {
            writer.Write(sample.Count);
            foreach (var answer in sample)
            {
                writer.Write(answer.Last);
                writer.Write(answer.Values.Length);
                foreach (var value in answer.Values) writer.Write(value);
            }
        }
    }

    public static AnswerFile Read(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        return new(reader.ReadInt32(), Many(reader, () => Many(reader, () => new Answer(reader.ReadInt32(), Many(reader, reader.ReadSingle)))));
    }

    static T[] Many<T>(BinaryReader reader, Func<T> one)
    {
        var values = new T[reader.ReadInt32()];
        for (var i = 0; i < values.Length; i++) values[i] = one();
        return values;
    }
}
