using System.Text.RegularExpressions;
using Microsoft.ML.OnnxRuntime;
using OptiBuild.Onnx;

namespace OptiBuild.Engine;

/// <summary>What goes wrong with a model, in the words of <see cref="Diagnostics"/>.</summary>
public static partial class ModelErrors
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
        ModelProblem.Unreadable          => Diagnostics.DataUnreadable.With(model, WithoutFile(model, e.Message)),
        ModelProblem.NotOnnx             => Diagnostics.NotOnnx.With(model, WithoutFile(model, e.Message)),
        ModelProblem.ExternalDataMissing => Diagnostics.ExternalDataMissing.With(model, WithoutFile(model, e.Message)),
        ModelProblem.ExternalDataOutside => Diagnostics.ExternalDataOutside.With(model, WithoutFile(model, e.Message)),
        ModelProblem.TooLarge            => Diagnostics.ModelTooLarge.With(model, WithoutFile(model, e.Message)),
        ModelProblem.Opset               => Diagnostics.OpsetUnsupported.With(model, WithoutFile(model, e.Message)),
        ModelProblem.Operator            => Diagnostics.OperatorUnknown.With(model, WithoutFile(model, e.Message)),
        _                                => Diagnostics.ModelDamaged.With(model, WithoutFile(model, e.Message)),
    };

    /// <remarks>ONNX Runtime has no error code for an operator nobody registered; only its sentence tells.</remarks>
    static Finding Finding(string model, OnnxRuntimeException e)
    {
        var sentence = Sentence(e);
        if (IsMemory(e)) return Diagnostics.OutOfMemory.With(model, sentence);
        return e.Message.Contains("is not a registered function/op", StringComparison.Ordinal) || e.Message.Contains("No Op registered", StringComparison.Ordinal)
            ? Diagnostics.OperatorUnknown.With(model, sentence)
            : Diagnostics.ModelRejected.With(model, sentence);
    }

    /// <remarks>ONNX Runtime has no error code for it either; its arena and the C++ library say it in words of their own.</remarks>
    public static bool IsMemory(OnnxRuntimeException e) =>
        e.Message.Contains("Failed to allocate memory", StringComparison.Ordinal) || e.Message.Contains("bad_alloc", StringComparison.Ordinal);

    /// <summary>What ONNX Runtime says, without its codes and its own source files.</summary>
    public static string Sentence(OnnxRuntimeException e) => Preamble().Replace(e.Message, "").Split('\n')[0].Trim().TrimEnd('.') + ".";

    /// <summary>The reader's messages begin with the file, which the finding names already, as the user does.</summary>
    static string WithoutFile(string model, string message)
    {
        var file = Path.GetFileName(model) + ": ";
        return message.IndexOf(file, StringComparison.Ordinal) is var at and >= 0 ? message[(at + file.Length)..] : message;
    }

    /// <summary>A code, the file it was read from (a temporary one more often than the user's), and the line of ONNX Runtime's source that complains.</summary>
    [GeneratedRegex(@"^\[ErrorCode:\w+\] (Load model from .* failed: ?(Fatal error: )?)?|Non-zero status code returned while running |(?<=Status Message: )/\S+\.(cc|h):\d+ ")]
    private static partial Regex Preamble();
}
