using Microsoft.ML.OnnxRuntime;

namespace OptiBuild.Engine.Inference;

static class SessionSettings
{
    /// <summary>ONNX Runtime's options for <paramref name="settings"/>; its own messages are silenced, since its exceptions say the same.</summary>
    public static SessionOptions Of(RunnerSettings settings)
    {
        var options = new SessionOptions
        {
            IntraOpNumThreads = settings.Threads,
            InterOpNumThreads = 1,
            EnableCpuMemArena = settings.Arena == Arena.On,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            GraphOptimizationLevel = settings.Optimization switch
            {
                Optimization.None  => GraphOptimizationLevel.ORT_DISABLE_ALL,
                Optimization.Basic => GraphOptimizationLevel.ORT_ENABLE_BASIC,
                _                  => GraphOptimizationLevel.ORT_ENABLE_ALL,
            },
        };
        // What was read and checked here is what shall be loaded: a file may look like a model of ONNX Runtime's own form too.
        options.AddSessionConfigEntry("session.load_model_format", "ONNX");
        // Threads that spin while they wait take the cores from whatever else builds on this machine, and from each other.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return options;
    }
}
