namespace OptiBuild.Onnx;

/// <summary>Why a model cannot be read or is not right.</summary>
public enum ModelProblem
{
    /// <summary>The file is not there.</summary>
    Missing,
    /// <summary>The file is there, and cannot be read.</summary>
    Unreadable,
    /// <summary>The bytes are no ONNX model.</summary>
    NotOnnx,
    /// <summary>An ONNX model that ends early or contradicts itself.</summary>
    Damaged,
    /// <summary>A file with weights beside the model is not there or too short.</summary>
    ExternalDataMissing,
    /// <summary>A file with weights that lies outside the model's folder.</summary>
    ExternalDataOutside,
    /// <summary>Larger than a single protobuf file can be.</summary>
    TooLarge,
    /// <summary>An opset older or newer than what is supported.</summary>
    Opset,
    /// <summary>An operator of a domain that the model does not import or nobody knows.</summary>
    Operator,
    /// <summary>Values or nodes do not fit together.</summary>
    Structure,
}

/// <summary>The model named in the message cannot be used; the message says where, what was found and what was expected.</summary>
public sealed class ModelException(ModelProblem problem, string message, Exception? cause = null) : Exception(message, cause)
{
    public ModelProblem Problem { get; } = problem;
}
