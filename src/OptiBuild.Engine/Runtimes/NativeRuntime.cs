using System.Runtime.InteropServices;
using NuGet.Versioning;

namespace OptiBuild.Engine.Runtimes;

/// <summary>A native library of ONNX Runtime, asked what it is before anything else is done with it.</summary>
public static unsafe class NativeRuntime
{
    const string Entry = "OrtGetApiBase";

    /// <summary>Of OrtApiBase: two functions, unchanged since the first version. https://onnxruntime.ai/docs/api/c/struct_ort_api_base.html</summary>
    const int GetApi = 0, GetVersionString = 1;

    /// <param name="least">What is called must have been there in this version.</param>
    /// <returns>Why the library is not of <paramref name="version"/> or does not load; null where all is as it should be. It stays loaded then.</returns>
    public static string? Refusal(string file, NuGetVersion version, NuGetVersion least)
    {
        if (!NativeLibrary.TryLoad(file, out var library)) return "its native library, or one that it needs, does not load on this machine.";
        var why = NativeLibrary.TryGetExport(library, Entry, out var entry) ? Refusal(((delegate* unmanaged[Stdcall]<void**>)entry)(), version, least) : $"its native library has no {Entry}.";
        if (why is not null) NativeLibrary.Free(library);
        return why;
    }

    /// <remarks>The number of an API is the minor version that it came with.</remarks>
    static string? Refusal(void** functions, NuGetVersion version, NuGetVersion least)
    {
        var own = Marshal.PtrToStringUTF8(((delegate* unmanaged[Stdcall]<nint>)functions[GetVersionString])()) ?? "";
        if (!NuGetVersion.TryParse(own, out var found) || (found.Major, found.Minor, found.Patch) != (version.Major, version.Minor, version.Patch)) return $"its native library calls itself version '{Printable.Of(own)}'.";
        return ((delegate* unmanaged[Stdcall]<uint, void*>)functions[GetApi])((uint)least.Minor) is null ? $"its native library is older than version {least.Major}.{least.Minor}." : null;
    }
}
