using OptiBuild.Onnx;

namespace OptiBuild.Engine.Data;

/// <summary>What the labels of a data set are, which decides the metric where none is asked for.</summary>
public enum LabelKind { None, Classes, Numbers, Boxes, Texts }

/// <summary>One array of a sample, without the sample axis: little-endian elements in row-major order.</summary>
public sealed record SampleArray(string Input, ElementType Type, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Data);

/// <summary>One label: a class number, or one or more real numbers. Exactly one of the two is set, or one of the other properties instead of both.</summary>
public sealed record Label(long? Class, IReadOnlyList<double>? Numbers)
{
    /// <summary>One class number for each position of the output, for models that answer per token or per pixel; for recognized sequences, the tokens.</summary>
    public IReadOnlyList<long>? Classes { get; init; }

    /// <summary>What is to be found in an image; empty where there is nothing.</summary>
    public IReadOnlyList<Box>? Boxes { get; init; }

    /// <summary>Size of the picture that the boxes lie in, in pixels of the model's input.</summary>
    public ImageSize? Picture { get; init; }

    /// <summary>What is to be read or heard.</summary>
    public string? Text { get; init; }
}

/// <summary>An object in an image, in pixels of the model's input, from the left upper corner.</summary>
/// <param name="Class">Place of its category in <see cref="Samples.ClassNames"/>.</param>
/// <param name="Area">Of the object's outline, which may be less than the box's.</param>
/// <param name="IsCrowd">A group of objects: a detection inside it is neither right nor wrong.</param>
public sealed record Box(int Class, double X0, double Y0, double X1, double Y1, double Area, bool IsCrowd);

/// <param name="Arrays">One array for each model input, in the model's order.</param>
/// <param name="Origin">Where it came from, for messages: "calibrate.npz, sample 17" or "0/cat.png".</param>
public sealed record Sample(IReadOnlyList<SampleArray> Arrays, Label? Label, string Origin);

/// <summary>A data set that can be read from its start any number of times, always in the same order, without holding it in memory.</summary>
public abstract class Samples : IDisposable
{
    public abstract int Count { get; }
    public abstract LabelKind Labels { get; }

    /// <summary>What people call the classes, in the order of their numbers; empty where the data does not say.</summary>
    public virtual IReadOnlyList<string> ClassNames => [];

    /// <summary>Making a sample takes about as long as running it: worth doing once where the data is read several times.</summary>
    public virtual bool AreCostly => false;

    /// <summary>The files that the samples lie in, in their order, where each has one of its own: equal files are equal samples. Null elsewhere.</summary>
    public virtual IReadOnlyList<string>? Files => null;

    /// <exception cref="OptiBuildException">OB3xxx: the data is damaged or does not fit the model; the finding names file and sample.</exception>
    public abstract IEnumerable<Sample> Read(CancellationToken cancel);

    /// <summary>SHA-256 over the content, in hexadecimal: what decides whether anything changed.</summary>
    public abstract string Hash();

    /// <summary>The samples whose index is wanted, in the same order; a view, to be used while this is not disposed.</summary>
    public virtual Samples Only(Func<int, bool> wanted) => new ChosenSamples(this, wanted);

    /// <summary>As many samples, spread evenly over all; this where there are no more.</summary>
    public Samples Take(int count)
    {
        if (count >= Count) return this;
        var chosen = Enumerable.Range(0, count).Select(i => (int)((long)i * Count / count)).ToHashSet();
        return Only(chosen.Contains);
    }

    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>What the model wants at an input; a null size is free, and no size at all means that the model does not say.</summary>
public sealed record ModelInput(string Name, ElementType Type, IReadOnlyList<long?> Shape);

/// <summary>Everything needed to open a data set.</summary>
/// <param name="Place">The file or folder.</param>
/// <param name="Option">The option that named it, for messages: CalibrationData or ValidationData.</param>
public sealed record DataRequest(string Place, string Option, IReadOnlyList<ModelInput> Inputs, Options Options)
{
    /// <summary>Calibration never looks at labels, so bad ones are no error there.</summary>
    public bool WantsLabels => Option != nameof(Options.CalibrationData);

    /// <summary>The metric compares texts, so labels are not taken for classes or numbers.</summary>
    public bool WantsTexts => Options.Metric?.StartsWith("cer", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>What the option ClassNames lists; empty where it is not set.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    /// <summary>The place as messages show it.</summary>
    public string Name => Places.Name(Place);
}
