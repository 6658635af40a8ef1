using OptiBuild.Engine.Data.Images;
using OptiBuild.Fuzzing.Mutators;

namespace OptiBuild.Fuzzing.Targets;

/// <summary>Every form of data, with the files beside it that it takes.</summary>
static class DataTargets
{
    /// <summary>A gray PNG file of one pixel.</summary>
    static readonly byte[] Pixel = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==");

    static readonly byte[] Numbers = [0x93, .. "NUMPY"u8, 1, 0, 0x3C, 0, .. "{'descr': '|u1', 'fortran_order': False, 'shape': (4, 4), }\n"u8, .. new byte[16]];

    static readonly Lazy<ImageDecoder> Decoder = new();

    /// <summary>Pixels of the largest image that is decoded, and their gray levels.</summary>
    const long Pixels = 4L * ImageDecoder.LargestArea + (64L << 20);

    public static void Npy(byte[] input, string folder) => Wanted.Read(Wanted.File(folder, "a.npy", input), Wanted.Arrays);

    public static void Npz(byte[] input, string folder) => Wanted.Read(Wanted.File(folder, "a.npz", input), Wanted.Arrays);

    public static void Idx(byte[] input, string folder) => Wanted.Read(Wanted.File(folder, "a.idx", input), [.. Wanted.Arrays, .. Wanted.Images]);

    public static void Csv(byte[] input, string folder)
    {
        var path = Wanted.File(folder, "a.csv", input);
        Wanted.Read(path, Wanted.Arrays);
        Wanted.Read(path, Wanted.Arrays, Wanted.Option("Metric", "cer"));
    }

    public static void JsonLines(byte[] input, string folder) => Wanted.Read(Wanted.File(folder, "a.jsonl", input), Wanted.Arrays);

    public static void Coco(byte[] input, string folder)
    {
        Wanted.File(folder, "a.png", Pixel);
        Wanted.Read(Wanted.File(folder, "a.json", input), Wanted.Images);
    }

    public static void List(byte[] input, string folder)
    {
        Wanted.File(folder, "a.png", Pixel);
        Wanted.Read(Wanted.File(folder, "a.txt", input), Wanted.Images);
    }

    public static void TestData(byte[] input, string folder)
    {
        Wanted.File(folder, "input_0.pb", input);
        Wanted.File(folder, "output_0.pb", input);
        Wanted.Read(folder, Wanted.Arrays[..2], Wanted.Option("Metric", "rmse"));
    }

    public static void Wav(byte[] input, string folder)
    {
        Wanted.File(folder, "a.wav", input);
        Wanted.Read(folder, Wanted.Sounds);
    }

    /// <summary>What stands beside images decides how they are read.</summary>
    public static void ImageSettings(byte[] input, string folder)
    {
        Wanted.File(folder, "a.png", Pixel);
        Wanted.File(folder, "images.json", input);
        Wanted.Read(folder, Wanted.Images);
    }

    /// <summary>The native decoder behind the checks before it.</summary>
    public static void Image(byte[] input, string folder) => Decoder.Value.Decode(Wanted.File(folder, "a.png", input), "a.png");

    public static void Labels(byte[] input, string folder)
    {
        var data = Wanted.File(folder, "a.npy", Numbers);
        var labels = Wanted.File(folder, "labels", input);
        Wanted.Read(data, [Wanted.Arrays[0]], Wanted.Option("Labels", labels));
        Wanted.Read(data, [Wanted.Arrays[0]], Wanted.Option("Labels", labels), Wanted.Option("Metric", "cer"));
    }

    public static void ClassNames(byte[] input, string folder) =>
        Wanted.Read(Wanted.File(folder, "a.npy", Numbers), [Wanted.Arrays[0]], Wanted.Option("ClassNames", Wanted.File(folder, "names", input)));

    /// <summary>Six bytes name a file, which is opened with a buffer of 64 KB for each of the models.</summary>
    const long NamedFile = 2 * (1 << 16) / 6 + 1000;

    public static FuzzTarget[] All { get; } =
    [
        new("npy", [".npy"], Npy)                      { Inputs = 12_000, Structure = [NpyMutator.Mutate] },
        new("npz", [".npz"], Npz)                      { Inputs = 8_000, Structure = [PackedMutators.Zip(NpyMutator.Mutate)], Tokens = ["labels.npy", "x.npy", "ids.npy", "PK\x01\x02", "PK\x05\x06"] },
        new("idx", ["IDX"], Idx)                       { Inputs = 8_000 },
        new("idx-gz", ["IDX"], Idx)                    { Inputs = 8_000, Structure = [PackedMutators.Gzip((input, draw) => draw.One(ByteMutators.All)(input, draw))] },
        new("csv", [".csv"], Csv)                      { Inputs = 6_000, Tokens = [",", ";", "\t", "\"", "\"\"", "\n", "\r", "1e308", "-0", "NaN", "label", "y", "x_0", "ids[1]", "\uFEFF", "true", "9007199254740993"] },
        new("jsonl", [".jsonl"], JsonLines)            { Inputs = 20_000, Tokens = ["{", "}", "[", "]", "\"x\":", "\"ids\":", "\"label\":", "null", "true", "1e999", "\\u0000", "\\ud800", "[[[[[[[[", "\n", ",", "{}"] },
        new("coco", ["COCO"], Coco)                    { Inputs = 15_000, Constant = Pixels, PerByte = NamedFile, Tokens = ["{", "}", "[", "]", ",", "\"images\":", "\"annotations\":", "\"categories\":", "\"file_name\":", "\"a.png\"", "\"id\":", "\"image_id\":", "\"category_id\":", "\"bbox\":", "\"../a.png\"", "[[[[[[[[", "1e999"] },
        new("list", ["list"], List)                    { Inputs = 4_000, Constant = Pixels, PerByte = NamedFile, Tokens = ["a.png", "\"a.png\"", "\t", ",", "\n", "../a.png", "/dev/null", "\0", "#", ".", "a.png/"] },
        new("test-data", ["test data"], TestData)      { Inputs = 15_000, Structure = [WireMutator.Mutate] },
        new("wav", [".wav folder"], Wav)               { Inputs = 10_000, Tokens = ["RIFF", "WAVE", "fmt ", "data", "LIST"] },
        new("image-settings", ["image folder"], ImageSettings) { Inputs = 15_000, Constant = Pixels, Tokens = ["{", "}", "[", "]", ",", "\"Mean\":", "\"Std\":", "\"Scale\":", "\"Resize\":", "\"Channels\":", "\"Layout\":", "\"16384x16384\"", "\"nhwc\"", "1/255", "0", "null"] },
        new("image", ["image folder"], Image)          { Inputs = 8_000, Constant = Pixels, Structure = [PngMutator.Mutate], Tokens = ["\x89PNG\r\n\x1a\n", "IHDR", "IDAT", "PLTE", "tRNS", "IEND", "\xFF\xD8\xFF", "\xFF\xC2", "\xFF\xDA", "\xFF\xC4", "\xFF\xDB", "\xFF\xDD", "\xFF\xD9"] },
        new("labels", [], Labels)                      { Inputs = 15_000, Structure = [NpyMutator.Mutate, PackedMutators.Zip(NpyMutator.Mutate)], Tokens = ["\n", "1", "-1", "cat", "NaN", "0.5"] },
        new("class-names", [], ClassNames)             { Inputs = 10_000, Tokens = ["\n", "\r", "cat", "\0"] },
    ];
}
