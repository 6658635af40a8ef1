using Microsoft.ML.OnnxRuntime;
using OptiBuild.Onnx;

namespace OptiBuild.Engine;

/// <summary>What goes wrong with a model, in the words of <see cref="Diagnostics"/>.</summary>
public static class ModelErrors
{
    /// <exception cref="OptiBuildException">OB1001 or OB2xxx in place of what the reader or ONNX Runtime threw.</exception>
    public static T Guard<T>(string model, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ModelException e)
        {
            throw new OptiBuildException(Finding(model, e), e);
        }
        catch (OnnxRuntimeException e)
        {
            throw new OptiBuildException(Finding(model, e), e);
        }
    }

    static Finding Finding(string model, ModelException e) => e.Problem switch
    {
        ModelProblem.Missing             => Diagnostics.ModelMissing.With(model),
        ModelProblem.NotOnnx             => Diagnostics.NotOnnx.With(model, e.Message),
        ModelProblem.ExternalDataMissing => Diagnostics.ExternalDataMissing.With(model, e.Message),
        ModelProblem.ExternalDataOutside => Diagnostics.ExternalDataOutside.With(model, e.Message),
        ModelProblem.TooLarge            => Diagnostics.ModelTooLarge.With(model, e.Message),
        ModelProblem.Opset               => Diagnostics.OpsetUnsupported.With(model, e.Message),
        ModelProblem.Operator            => Diagnostics.OperatorUnknown.With(model, e.Message),
        _                                => Diagnostics.ModelDamaged.With(model, e.Message),
    };

    /// <remarks>ONNX Runtime has no error code for an operator nobody registered; only its sentence tells.</remarks>
    static Finding Finding(string model, OnnxRuntimeException e)
    {
        var sentence = e.Message.TrimEnd().TrimEnd('.') + ".";
        return sentence.Contains("is not a registered function/op", StringComparison.Ordinal) || sentence.Contains("No Op registered", StringComparison.Ordinal)
            ? Diagnostics.OperatorUnknown.With(model, sentence)
            : Diagnostics.ModelRejected.With(model, sentence);
    }
}
