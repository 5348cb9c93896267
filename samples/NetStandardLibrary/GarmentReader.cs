using System;

namespace NetStandardLibrary;

/// <summary>What an engine's scripts call: arrays in and out, nothing that old compilers do not know.</summary>
public sealed class GarmentReader
{
    private readonly float[] scores = new float[FashionResNet8.OutputLength];

    /// <summary>The class of an image, from 0 to 9.</summary>
    /// <param name="pixels">28 × 28 grey values from 0 to 1, row by row.</param>
    /// <exception cref="ArgumentNullException">There are no pixels.</exception>
    public int Read(float[] pixels)
    {
        FashionResNet8.Infer(pixels ?? throw new ArgumentNullException(nameof(pixels)), scores);
        return Array.IndexOf(scores, Largest());
    }

    /// <summary>The score of a class at the last reading.</summary>
    /// <param name="garment">The class.</param>
    public float Score(int garment) => scores[garment];

    private float Largest()
    {
        float largest = float.MinValue;
        foreach (float score in scores)
        {
            largest = Math.Max(largest, score);
        }

        return largest;
    }
}
