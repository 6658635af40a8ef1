namespace OptiBuild.Engine.Data.Images;

/// <param name="Channels">1 or 3.</param>
/// <param name="Pixels">[height, width, channels].</param>
sealed record Picture(int Width, int Height, int Channels, byte[] Pixels);
