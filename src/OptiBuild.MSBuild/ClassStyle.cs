namespace OptiBuild.MSBuild;

/// <summary>What the generated code may use in the project it is for.</summary>
/// <param name="RootNamespace">Namespace where the item names none; empty for the global one.</param>
/// <param name="LangVersion">The project's; from C# 8 on the code is annotated for null.</param>
/// <param name="OnnxRuntime">Whether the project references ONNX Runtime.</param>
/// <param name="Brotli">Whether the target framework can read Brotli.</param>
/// <param name="Optimized">False where OptiBuild is switched off and the originals are embedded.</param>
sealed record ClassStyle(string RootNamespace, string LangVersion, bool OnnxRuntime, bool Brotli, bool Optimized)
{
    public bool HasNullable =>
        LangVersion.StartsWith("ISO", StringComparison.OrdinalIgnoreCase) ? false
        : int.TryParse(LangVersion.Split('.')[0], out var major) ? major >= 8
        : true;
}
