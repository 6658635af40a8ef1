using OptiBuild.Onnx;

namespace OptiBuild.Engine.Data.Audio;

/// <summary>Sounds as a model's input: cut, or filled up with silence, where its length is fixed.</summary>
/// <param name="Channel">A sample has the shape [1,T] instead of [T].</param>
/// <param name="Length">Null leaves each sound its own.</param>
sealed record SoundInput(ModelInput Input, bool Channel, long? Length, int? SampleRate)
{
    /// <summary>As long as the longest file that is read.</summary>
    const long Longest = 1 << 27;

    /// <exception cref="OptiBuildException">OB3040.</exception>
    public static SoundInput Of(DataRequest request)
    {
        if (request.Inputs is not [var input]) throw Unfit(request, Named.List("input", [.. request.Inputs.Select(i => i.Name)]));
        var isReal = input.Type is ElementType.Float or ElementType.Float16 or ElementType.Double;
        return input.Shape switch
        {
            [.., > Longest or 0] => throw Unfit(request, $"an input '{input.Name}' of shape {InputFit.Text(input.Shape)}"),
            _ when !isReal       => throw Unfit(request, $"an input '{input.Name}' of type {input.Type.Name()}"),
            []                   => new(input, false, null, request.Options.SampleRate),
            [var t]              => new(input, false, t, request.Options.SampleRate),
            [_, var t]           => new(input, false, t, request.Options.SampleRate),
            [_, 1 or null, var t] => new(input, true, t, request.Options.SampleRate),
            _                    => throw Unfit(request, $"an input '{input.Name}' of shape {InputFit.Text(input.Shape)}"),
        };
    }

    /// <exception cref="OptiBuildException">OB3011, OB3033, OB3039.</exception>
    public SampleArray Of(Sound sound, string name)
    {
        if (SampleRate is { } wanted && wanted != sound.SampleRate) throw new OptiBuildException(Diagnostics.SampleRates.With(name, sound.SampleRate, wanted));
        var length = (int)(Length ?? sound.Values.Length);
        var values = new float[length];
        sound.Values.AsSpan(0, Math.Min(length, sound.Values.Length)).CopyTo(values);
        long[] shape = Channel ? [1, length] : [length];
        var array = new SampleArray(Input.Name, ElementType.Float, shape, System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
        return InputFit.Fitted(Input, array, name);
    }

    static OptiBuildException Unfit(DataRequest request, string what) => new(Diagnostics.SoundInput.With(request.Name, what));
}
