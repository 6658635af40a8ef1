using System.Globalization;

namespace OptiBuild.Engine.Data.Arrays;

/// <summary>An array whose first axis varies fastest, held in memory: its samples lie all over the file.</summary>
/// <remarks>Element (i, j₁ … jₖ) of shape [n, d₁ … dₖ] stands at i + n·(j₁ + d₁·(j₂ + d₂·…)).</remarks>
sealed class FortranOrder(ArrayHeader header, byte[] elements)
{
    const int Largest = 1 << 28;

    readonly int size = (int)(header.SampleBytes / Math.Max(1, header.SampleShape.Aggregate(1L, (a, b) => a * b)));

    /// <summary>For each element of a sample in row-major order, its place among the columns.</summary>
    readonly int[] columns = Columns(header.SampleShape);

    /// <exception cref="OptiBuildException">OB3007.</exception>
    public static void RequireSize(ArrayHeader header, string name)
    {
        if (header.DataBytes > Largest)
            throw new OptiBuildException(Diagnostics.TooLarge.With(name, string.Create(CultureInfo.InvariantCulture, $"in Fortran order it must be held in memory with its {header.DataBytes} bytes"),
                string.Create(CultureInfo.InvariantCulture, $"{Largest} bytes, or any size after numpy.ascontiguousarray,")));
    }

    public byte[] Sample(int index)
    {
        var sample = new byte[header.SampleBytes];
        for (var e = 0; e < columns.Length; e++)
            elements.AsSpan((columns[e] * header.Count + index) * size, size).CopyTo(sample.AsSpan(e * size));
        return sample;
    }

    static int[] Columns(IReadOnlyList<long> shape)
    {
        int[] columns = [0];
        var stride = 1;
        foreach (var extent in shape)
        {
            var step = stride;
            columns = [.. columns.SelectMany(c => Enumerable.Range(0, (int)extent).Select(j => c + j * step))];
            stride *= (int)extent;
        }
        return columns;
    }
}
