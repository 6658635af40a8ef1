using System.Globalization;
using System.Text;
using OptiBuild.Benchmarks.Saturation;

namespace OptiBuild.Benchmarks.Operators;

/// <summary>Nanoseconds: one operator in float, one in int8, and the two conversions around an int8 one.</summary>
sealed record OperatorFigures(OperatorCase What, double Float, double Int8, double Conversions);

static class OperatorsTable
{
    public static string Of(IReadOnlyList<OperatorFigures> rows, KernelSet kernels)
    {
        var text = new StringBuilder($"""
            # Operators of ONNX Runtime, float and int8

            {Environs.Here().Line}{Left(kernels)}

            Run again: `dotnet run build/build.cs -- bench operators{(kernels == KernelSet.Native ? "" : $" --kernels {kernels.ToString().ToLowerInvariant()}")}`. One thread; the quickest of many runs; one operator is the difference between chains of five and of one.
            The engine's table of costs (`Costs.cs`) is rounded from these: nanoseconds per multiplication, per weight where a product has one row, and per element that is converted.

            | operator | float, µs | int8, µs | float / int8 | float, ns per multiplication | int8, ns per multiplication | conversions, ns per element |
            |---|---|---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var row in rows) text.Append(Line(row));
        return text.ToString();
    }

    static string Left(KernelSet kernels) => kernels switch
    {
        KernelSet.Avx2   => " **ONNX Runtime's kernels are those of a processor with AVX2 and neither AVX-512 nor VNNI**: a copy of its library does not see them.",
        KernelSet.Avx512 => " **ONNX Runtime's kernels are those of a processor with AVX-512 and no VNNI**: a copy of its library does not see it.",
        _                => "",
    };

    static string Line(OperatorFigures row) => string.Create(CultureInfo.InvariantCulture,
        $"| {row.What} | {row.Float / 1000:F2} | {row.Int8 / 1000:F2} | {row.Float / row.Int8:F2} | {row.Float / row.What.Multiplications:F4} | {row.Int8 / row.What.Multiplications:F4} | {row.Conversions / (2 * row.What.Elements):F3} |\n");
}
