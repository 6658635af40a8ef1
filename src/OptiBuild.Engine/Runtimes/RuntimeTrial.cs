using Microsoft.ML.OnnxRuntime;
using OptiBuild.Engine.Data.Images;

namespace OptiBuild.Engine.Runtimes;

/// <summary>Whether the ONNX Runtime that is loaded works with everything that is done with it here.</summary>
public static class RuntimeTrial
{
    /// <summary>Starts it, and opens the model that reads images.</summary>
    /// <returns>Its version.</returns>
    public static string Run()
    {
        var version = OrtEnv.Instance().GetVersionString();
        new ImageDecoder().Dispose();
        return version;
    }
}
