using System.Collections.Immutable;
using NuGet.Versioning;

namespace OptiBuild.Engine.Runtimes;

/// <summary>What a version of ONNX Runtime runs.</summary>
/// <param name="Version">Its minor version; every patch of it is the same in this.</param>
/// <param name="Opset">The newest opset of the standard operators.</param>
/// <param name="Ir">The newest version of the file format.</param>
/// <param name="Operators">Operators of ONNX Runtime's own that OptiBuild writes and that came with this version.</param>
public sealed record RuntimeRow(NuGetVersion Version, int Opset, int Ir, params string[] Operators)
{
    public string Name => $"{Version.Major}.{Version.Minor}";
}

/// <summary>The versions of ONNX Runtime.</summary>
/// <remarks>
/// https://onnxruntime.ai/docs/reference/compatibility.html up to 1.20, later ones and the operators as the libraries themselves answer:
/// the newest opset and file format that each takes. 1.28 was never asked: what is older than 1.29 and newer than 1.27 cannot differ from them.
/// Versions before 1.12 do not have the opset that OptiBuild writes.
/// </remarks>
public static class RuntimeRows
{
    public const string RecurrentKernel = "DynamicQuantizeLSTM", BlockKernel = "MatMulNBits";

    public static ImmutableArray<RuntimeRow> All { get; } =
    [
        new(new(1, 12, 0), Opset: 17, Ir: 8, RecurrentKernel),
        new(new(1, 13, 0), Opset: 17, Ir: 8),
        new(new(1, 14, 0), Opset: 18, Ir: 8),
        new(new(1, 15, 0), Opset: 19, Ir: 9),
        new(new(1, 16, 0), Opset: 19, Ir: 9),
        new(new(1, 17, 0), Opset: 20, Ir: 9, BlockKernel),
        new(new(1, 18, 0), Opset: 21, Ir: 10),
        new(new(1, 19, 0), Opset: 21, Ir: 10),
        new(new(1, 20, 0), Opset: 21, Ir: 10),
        new(new(1, 21, 0), Opset: 22, Ir: 10),
        new(new(1, 22, 0), Opset: 22, Ir: 10),
        new(new(1, 23, 0), Opset: 23, Ir: 11),
        new(new(1, 24, 0), Opset: 25, Ir: 13),
        new(new(1, 25, 0), Opset: 26, Ir: 13),
        new(new(1, 26, 0), Opset: 26, Ir: 13),
        new(new(1, 27, 0), Opset: 26, Ir: 13),
        new(new(1, 28, 0), Opset: 26, Ir: 13),
        new(new(1, 29, 0), Opset: 26, Ir: 13),
        new(new(1, 30, 0), Opset: 26, Ir: 13),
    ];

    /// <summary>The row of a version; null for one before all rows. One after all rows has at least what the last row has.</summary>
    public static RuntimeRow? Of(NuGetVersion version) => All.LastOrDefault(r => (r.Version.Major, r.Version.Minor).CompareTo((version.Major, version.Minor)) <= 0);
}
