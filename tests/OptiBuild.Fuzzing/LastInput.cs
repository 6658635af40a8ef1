using System.IO.MemoryMappedFiles;

namespace OptiBuild.Fuzzing;

/// <summary>The input that is being read, in memory that outlives the process that reads it.</summary>
sealed class LastInput : IDisposable
{
    public const int Longest = 1 << 16;

    readonly MemoryMappedFile file;
    readonly MemoryMappedViewAccessor view;

    public LastInput(string path)
    {
        file = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, null, sizeof(int) + Longest);
        view = file.CreateViewAccessor();
    }

    public void Write(byte[] input)
    {
        view.Write(0, input.Length);
        view.WriteArray(sizeof(int), input, 0, input.Length);
    }

    public byte[] Read()
    {
        var input = new byte[Math.Clamp(view.ReadInt32(0), 0, Longest)];
        view.ReadArray(sizeof(int), input, 0, input.Length);
        return input;
    }

    public void Dispose()
    {
        view.Dispose();
        file.Dispose();
    }
}
