namespace OptiBuild.Engine.Data.Audio;

/// <param name="Values">One channel, −1 to 1.</param>
sealed record Sound(long SampleRate, float[] Values);
