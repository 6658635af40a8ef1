using System.Globalization;
using System.Text;

namespace OptiBuild.Benchmarks.Saturation;

static class SaturationTable
{
    public static string Of(IReadOnlyList<SaturationRow> rows, string effort)
    {
        var text = new StringBuilder($"""
            # The same answers with and without VNNI

            {Environs.Here().Line}

            Run again: `dotnet run build/build.cs -- bench saturation`. The models are optimized with `--gate off --effort {effort}` for two targets and answer the first samples of their gate data, one by one.
            The kernels without VNNI are ONNX Runtime's own, on this processor: a copy of its library does not see AVX-512 and VNNI (avx2), or VNNI (avx512). It gives 255·127 + 255·127 = {Probe.Saturated}; the library as it is gives {Probe.Exact}.

            *saturating ↔ exact* compares that library with itself under `session.x64quantprecision=1`, which makes weights unsigned whose products need more than 16 bits: bit for bit, nothing may differ for the target `any`.
            For `x64-vnni` something must differ, or the comparison would prove nothing. *with ↔ without VNNI* compares with this processor's own kernels; there float operators round differently too.

            | model | target | kernels | unsafe pairs | saturating ↔ exact: differing elements | largest difference | changed answers | with ↔ without VNNI: largest difference | changed answers |
            |---|---|---|---|---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (var row in rows) text.Append(Line(row));
        return text.ToString();
    }

    static string Line(SaturationRow row) => string.Create(CultureInfo.InvariantCulture,
        $"| {row.Model} | {row.Target} | {row.Kernels.ToString().ToLowerInvariant()} | {row.Unsafe} | {(row.Proof.Identical ? "none" : $"{row.Proof.Differing} of {row.Proof.Elements}")} | {row.Proof.Largest:G3} | {Changed(row.Proof)} | {row.Processors.Largest:G3} | {Changed(row.Processors)} |\n");

    static string Changed(Comparison comparison) => $"{comparison.Changed} of {comparison.Samples}";
}
