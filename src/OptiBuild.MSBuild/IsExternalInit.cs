namespace System.Runtime.CompilerServices;

/// <summary>The compiler asks for it where a record has init-only properties; netstandard2.0 does not have it.</summary>
static class IsExternalInit;
