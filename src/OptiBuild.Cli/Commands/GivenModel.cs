using System.Security.Cryptography;
using System.Text;
using OptiBuild.Engine;
using OptiBuild.Engine.Inference;
using OptiBuild.Engine.Reports;

namespace OptiBuild.Cli.Commands;

/// <summary>A model that is measured as it is.</summary>
sealed class GivenModel
{
    readonly Original original;

    /// <exception cref="OptiBuildException">OB1001, OB2xxx.</exception>
    public GivenModel(string path, Options options)
    {
        Display = CommonSwitches.Display(path);
        original = Original.Read(new Job(path, Display, null, null, null, options, 0)).Original;
    }

    public string Display { get; }

    public long Bytes => original.Bytes;

    public string Hash => original.Hash;

    /// <exception cref="OptiBuildException">OB2xxx: ONNX Runtime does not accept it.</exception>
    public Runner Open(int threads) => ModelErrors.Guard(Display, () => original.Open(new RunnerSettings(threads)));

    public ModelReport ToReport(Verdict verdict) => new()
    {
        Model       = Display,
        Verdict     = verdict,
        Size        = new(Bytes, Bytes, Bytes),
        Environment = Machine.Describe(),
        Interface   = original.Interface,
    };

    public static string HashOf(Options options) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(options.Asked)));
}
