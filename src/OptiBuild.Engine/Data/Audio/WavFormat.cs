namespace OptiBuild.Engine.Data.Audio;

/// <summary>A folder of .wav files; the name of a sub-folder is the class.</summary>
static class WavFormat
{
    public static bool Is(string place) => ClassFolder.Holds(place, ClassFolder.Sounds) && !ClassFolder.Holds(place, ClassFolder.Images);

    public static Samples Open(DataRequest request)
    {
        var entries = ClassFolder.List(request.Place, ClassFolder.Sounds, ".wav file");
        return WavSamples.Open(request, request.Place, entries, ClassFolder.Labels(request, entries));
    }
}
