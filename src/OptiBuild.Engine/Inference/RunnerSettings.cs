namespace OptiBuild.Engine.Inference;

/// <summary>How much ONNX Runtime may rewrite the model at load: everything, as apps do by default, or standard operators only.</summary>
public enum Optimization { None, Basic, All }

/// <param name="Threads">Threads inside one operator; 0 means one per core.</param>
public sealed record RunnerSettings(int Threads = 0, Optimization Optimization = Optimization.All)
{
    public Arena Arena { get; init; } = Arena.On;

    /// <summary>Full paths of libraries with operators that ONNX Runtime does not have; only what the user named.</summary>
    public IReadOnlyList<string> Libraries { get; init; } = [];
}

/// <summary>Whether ONNX Runtime keeps memory for later runs: faster, and up to twice the memory where all activations are handed out.</summary>
public enum Arena { On, Off }
